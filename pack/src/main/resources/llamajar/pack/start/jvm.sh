# Starts the JVM. Sourced by ./llamajar, and part of packed files. The class JvmOptions decides the same for `java -jar`.
# Needs: common_options and vector_options, one option per line; JAVA_HOME.

# Whether the JDK's Vector API is needed: where no machine code can be emitted, where it is asked for, and where the
# machine is measured or described.
needs_vector() {
  case "${1:-}" in
    bench | doctor) return 0 ;;
  esac
  for argument in "$@"; do
    case "$argument" in
      vector | --backend=vector) return 0 ;;
    esac
  done
  case "${JDK_JAVA_OPTIONS:-}" in
    *llamajar.cpu.tier=vector*) return 0 ;;
  esac
  # Only Linux on x86-64 has these words in this file.
  flags=" $(grep -m 1 '^flags' /proc/cpuinfo 2>/dev/null) "
  for needed in avx2 fma f16c; do
    case "$flags" in
      *" $needed "*) ;;
      *) return 0 ;;
    esac
  done
  return 1
}

# The JVM decodes arguments and file names by the locale; in bare containers it knows ASCII only.
use_utf8() {
  case "${LC_ALL:-${LC_CTYPE:-${LANG:-}}}" in
    *[Uu][Tt][Ff]*) ;;
    *) export LC_ALL=C.UTF-8 ;;
  esac
}

# Which Java this is, as part of a file's name, from its `release` file.
name_java() {
  java_name=
  while IFS='=' read -r key value; do
    case "$key" in
      IMPLEMENTOR | JAVA_RUNTIME_VERSION | OS_ARCH) java_name=$java_name-$value ;;
    esac
  done <"$JAVA_HOME/release"
  while :; do
    case "$java_name" in
      *[!A-Za-z0-9._-]*) java_name=${java_name%%[!A-Za-z0-9._-]*}${java_name#*[!A-Za-z0-9._-]} ;;
      *) return 0 ;;
    esac
  done
}

# Becomes the JVM that runs jar $1. $2 begins the name of the file that keeps its classes prepared (an AOT cache), which is
# used if it is there, and made for the next start if not; the rest are the program's arguments.
run_jar() {
  jar=$1 prepared=$2
  shift 2
  options=$common_options
  name_java
  prepared=$prepared$java_name
  if needs_vector "$@"; then
    options=$options$newline$vector_options
    prepared=$prepared-vector
  fi
  prepared=$prepared.aot
  use_utf8
  # Options are separated by line ends and nothing else, and a star in them means itself.
  IFS=$newline
  set -f
  if [ -f "$prepared" ] && [ "$prepared" -nt "$jar" ]; then
    if [ -s "$prepared" ]; then
      exec "$JAVA_HOME/bin/java" $options "-XX:AOTCache=$prepared" -jar "$jar" "$@"
    fi
    # Empty: this JVM could not make it.
  else
    prepare_later >/dev/null 2>&1 </dev/null &
  fi
  exec "$JAVA_HOME/bin/java" $options -jar "$jar" "$@"
}

newline='
'

# Makes the file when the program has ended, or has run for a while: in the background, with what the machine has to spare,
# and under another name until it is whole. The first start thus takes as long as it would without.
prepare_later() {
  waited=0
  while kill -0 $$ && [ "$waited" -lt 20 ]; do
    sleep 1
    waited=$((waited + 1))
  done
  mkdir -p -m 700 "${prepared%/*}" || return 0
  # One at a time; what a killed one left behind counts for ten minutes.
  find "$prepared.making" -prune -mmin +10 -exec rm -r {} + || :
  mkdir "$prepared.making" || return 0
  trap 'rm -r "$prepared.making"' EXIT
  made=$prepared.making/classes.aot
  # Runs the built-in model, whatever the jar holds besides; a confined JVM could not start the one that makes the cache.
  if nice -n 19 "$JAVA_HOME/bin/java" $options -Dllamajar.packed=no -Dllamajar.confine=rehearsed \
    "-XX:AOTCacheOutput=$made" \
    -jar "$jar" -p Once -n 16 && [ -s "$made" ]; then
    mv -f "$made" "$prepared"
  else
    : >"$prepared"
  fi
}
