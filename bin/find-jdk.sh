# Finds a JDK 25 or newer and sets JAVA_HOME to it; says how to get one if there is none.
# Sourced by the scripts in the project's root. Looks at JAVA_HOME, then at PATH, then at the places where
# systems and tools put JDKs. The version comes from the JDK's own `release` file; nothing is started.

is_jdk_25() {
  [ -x "$1/bin/javac" ] && [ -f "$1/release" ] || return 1
  version=$(sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release")
  [ "${version:-0}" -ge 25 ]
}

find_jdk_25() {
  if [ -n "${JAVA_HOME:-}" ] && is_jdk_25 "$JAVA_HOME"; then
    return 0
  fi
  on_path=$(command -v java 2>/dev/null) && on_path=$(readlink -f "$on_path" 2>/dev/null) || on_path=
  for home in \
    "${on_path%/bin/java}" \
    /usr/lib/jvm/* /usr/java/* /opt/java/* /opt/jdk* \
    /Library/Java/JavaVirtualMachines/*/Contents/Home \
    "$HOME"/Library/Java/JavaVirtualMachines/*/Contents/Home \
    "$HOME"/.sdkman/candidates/java/* "$HOME"/.jdks/*; do
    if is_jdk_25 "$home"; then
      JAVA_HOME=$home
      export JAVA_HOME
      return 0
    fi
  done
  echo "llamajar: no JDK 25 or newer found (looked at JAVA_HOME, PATH, /usr/lib/jvm and the like)." >&2
  echo "Install one, for example Temurin 25 from https://adoptium.net, or point JAVA_HOME to it." >&2
  return 1
}
