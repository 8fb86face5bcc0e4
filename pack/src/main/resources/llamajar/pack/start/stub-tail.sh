say() { echo "llamajar: $*" >&2; }
self=$0
case "$self" in
  */*) ;;
  *) [ -f "$self" ] && self=./$self || self=$(command -v -- "$self") ;;
esac
size_of() {
  set -- $(ls -lnL "$1" 2>/dev/null)
  echo "${5:-0}"
}
if [ "$(size_of "$self")" != "$file_size" ]; then
  say "$self: the file is incomplete or was changed (it should have $file_size bytes); copy or download it again"
  exit 1
fi
case "${XDG_CACHE_HOME:-}" in
  /*) cache=$XDG_CACHE_HOME/llamajar ;;
  *) cache=${HOME:-/nonexistent}/.cache/llamajar ;;
esac
if [ -n "$runtime_hash" ] && use_runtime; then
  build=$build-$runtime_hash
elif ! find_java_25 java; then
  say "Java 25 or newer is needed and was not found (looked at JAVA_HOME, PATH, /usr/lib/jvm and the like);" \
    "install one from https://adoptium.net, or take a file that was packed with --runtime"
  exit 1
fi
run_jar "$self" "$cache/classes/$build" "$@"
exit 1
