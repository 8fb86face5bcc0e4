# Finds a JDK 25 or newer and sets JAVA_HOME to it; says how to get one if there is none.
# Sourced by the scripts in the project's root, with the project's root in $root.

. "$root/pack/src/main/resources/llamajar/pack/start/find-java.sh"

find_jdk_25() {
  find_java_25 javac && return 0
  echo "llamajar: no JDK 25 or newer found (looked at JAVA_HOME, PATH, /usr/lib/jvm and the like)." >&2
  echo "Install one, for example Temurin 25 from https://adoptium.net, or point JAVA_HOME to it." >&2
  return 1
}
