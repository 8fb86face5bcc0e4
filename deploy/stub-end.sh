
find_java_25 java || {
  echo "llamajar: no Java 25 or newer found (looked at JAVA_HOME, PATH, /usr/lib/jvm and the like)." >&2
  echo "Install one, for example Temurin 25 from https://adoptium.net, or point JAVA_HOME to it." >&2
  exit 1
}
exec "$JAVA_HOME/bin/java" -jar "$0" "$@"
# The jar begins here.
exit
