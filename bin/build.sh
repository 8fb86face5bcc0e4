# Builds the program into cli/target, with a line of progress on a terminal. Sourced by ./llamajar.

build_app() {
  root=$1 target=$2 stamp=$3
  if ! command -v mvn >/dev/null 2>&1; then
    echo "llamajar: Maven is needed to build llamajar, and 'mvn' is not on the PATH; install Maven 3.8 or newer." >&2
    exit 1
  fi
  rm -rf "$target/app" "$target"/llamajar*.aot "$stamp"
  mkdir -p "$target"
  log=$target/build.log
  : >"$target/.build-started"
  (cd "$root" && exec mvn -q -B -Dmaven.test.skip=true -Dspotless.check.skip -Dllamajar.compiler.checks=-Xdiags:compact -pl cli -am package) >"$log" 2>&1 </dev/null &
  maven=$!
  trap 'kill "$maven" 2>/dev/null; exit 130' INT TERM
  show_progress "$maven"
  if ! wait "$maven"; then
    echo "llamajar: the build failed; the end of $log:" >&2
    tail -n 20 "$log" >&2
    exit 1
  fi
  trap - INT TERM
  # As old as the start of the build, so that a change made meanwhile is built next time.
  touch -r "$target/.build-started" "$stamp"
}

show_progress() {
  if ! [ -t 2 ]; then
    echo "Building llamajar (first start, or sources have changed) ..." >&2
    return
  fi
  seconds=0
  while kill -0 "$1" 2>/dev/null; do
    printf '\rBuilding llamajar (first start, or sources have changed): %d s ' "$seconds" >&2
    sleep 1
    seconds=$((seconds + 1))
  done
  printf '\r\033[K' >&2
}
