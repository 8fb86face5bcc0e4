# Builds the program into cli/target, with a line of progress on a terminal. Sourced by ./llamajar, which has is_built.

# Of several starts at once, one builds and the others wait for it.
build_app() {
  root=$1 target=$2 stamp=$3
  if ! command -v mvn >/dev/null 2>&1; then
    echo "llamajar: Maven is needed to build llamajar, and 'mvn' is not on the PATH; install Maven 3.8 or newer." >&2
    exit 1
  fi
  mkdir -p "$target"
  lock=$target/.build-lock
  take_lock
  is_built || run_build
  give_lock_back
}

run_build() {
  rm -rf "$target/app" "$target"/llamajar*.aot "$stamp"
  log=$target/build.log
  : >"$target/.build-started"
  (cd "$root" && exec mvn -q -B -Dmaven.test.skip=true -Dspotless.check.skip -Dllamajar.compiler.checks=-Xdiags:compact -pl cli -am package) >"$log" 2>&1 </dev/null &
  maven=$!
  trap 'kill "$maven" 2>/dev/null; give_lock_back; exit 130' INT TERM
  show_progress "$maven"
  if ! wait "$maven"; then
    give_lock_back
    echo "llamajar: the build failed; the end of $log:" >&2
    tail -n 20 "$log" >&2
    exit 1
  fi
  trap - INT TERM
  # As old as the start of the build, so that a change made meanwhile is built next time.
  touch -r "$target/.build-started" "$stamp"
}

# The system gives a lock of flock back when its last process has ended, Maven included. Where there is no flock, a link
# that names the builder's process is made, which fails if it is there.
take_lock() {
  if command -v flock >/dev/null 2>&1; then
    exec 9>"$lock"
    flock -n 9 && return
    say_that_it_waits
    flock 9
    return
  fi
  said=
  until ln -s "$$" "$lock.link" 2>/dev/null; do
    if ! [ -w "$target" ]; then
      echo "llamajar: $target can't be written to, so that nothing can be built there." >&2
      exit 1
    fi
    holder=$(readlink "$lock.link" 2>/dev/null) || continue
    if kill -0 "$holder" 2>/dev/null; then
      [ -n "$said" ] || say_that_it_waits
      said=yes
      sleep 1
    else
      take_away_from "$holder"
    fi
  done
}

# Removes the link of a process that has ended. One at a time: what another has made of it meanwhile stays.
take_away_from() {
  if ! mkdir "$lock.breaking" 2>/dev/null; then
    sleep 1
    # Left behind by one that was killed right here.
    find "$lock.breaking" -prune -mmin +1 -exec rmdir {} + 2>/dev/null || :
    return
  fi
  [ "$(readlink "$lock.link" 2>/dev/null)" != "$1" ] || rm -f "$lock.link"
  rmdir "$lock.breaking"
}

give_lock_back() {
  if command -v flock >/dev/null 2>&1; then
    exec 9>&-
  else
    rm -f "$lock.link"
  fi
}

say_that_it_waits() {
  echo "Waiting for another start of llamajar that builds it ..." >&2
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
