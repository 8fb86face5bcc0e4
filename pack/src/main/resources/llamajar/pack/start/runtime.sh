# Unpacks the Java runtime of a packed file, once, and sets JAVA_HOME to it. Part of packed files.
# Needs: self, the file; cache, the folder of this program's caches; runtime_hash, runtime_offset and runtime_size.

# Looks in the user's cache first, then where temporary files are.
use_runtime() {
  refusals=
  if place_runtime "$cache/runtime"; then
    return 0
  fi
  user=$(id -u)
  if place_runtime "${TMPDIR:-/tmp}/llamajar-$user"; then
    return 0
  fi
  say "the Java runtime inside can't be unpacked:$refusals; set XDG_CACHE_HOME or TMPDIR to a folder where it can." \
    "Looking for another Java."
  return 1
}

refuse() {
  refusals="$refusals${refusals:+,} $1 $2"
  return 1
}

# Finds the runtime in a folder, or unpacks it there.
place_runtime() {
  place=$1/$runtime_hash
  (umask 077 && mkdir -p "$1") 2>/dev/null || { refuse "$1" "can't be made"; return; }
  is_ours "$1" || { refuse "$1" "belongs to somebody else, or is open to others"; return; }
  if [ -d "$place" ]; then
    if is_intact "$place"; then
      JAVA_HOME=$place
      export JAVA_HOME
      return 0
    fi
    if [ -e "$place/bin/java" ] && ! [ -x "$place/bin/java" ] && [ "$(listing "$place")" = "$(cat "$place/.listing" 2>/dev/null)" ]; then
      refuse "$1" "is on a file system that lets no programs run (noexec)"
      return
    fi
    say "the Java runtime in $place is damaged or was changed; unpacking it again"
    mv "$place" "$place.damaged.$$" 2>/dev/null && rm -rf "$place.damaged.$$"
  fi
  unpack_runtime "$1" "$place.$$"
  result=$?
  rm -rf "$place.$$"
  [ "$result" -eq 0 ] || return 1
  JAVA_HOME=$place
  export JAVA_HOME
}

# Whether a folder is this user's alone. A name in a folder for all could be somebody's trap.
is_ours() {
  [ -d "$1" ] && ! [ -h "$1" ] || return 1
  set -- $(ls -ldn "$1" 2>/dev/null)
  case "${1:-}" in
    drwx------*) [ "${3:-}" = "$(id -u)" ] ;;
    *) return 1 ;;
  esac
}

# What lies there: names, sizes, times and permissions. All times are so old that ls always shows them alike; a file that was
# written to has another.
listing() {
  (cd "$1" && LC_ALL=C TZ=UTC0 ls -lnR bin conf lib release) 2>/dev/null
}

is_intact() {
  [ -x "$1/bin/java" ] && [ -f "$1/.listing" ] && [ "$(listing "$1")" = "$(cat "$1/.listing")" ]
}

# Unpacks under another name, tries it, and gives it its name when it is whole. Whoever else does the same meanwhile has made
# the same.
unpack_runtime() {
  part=$2
  (umask 077 && mkdir "$part") 2>/dev/null || { refuse "$1" "can't be written to"; return; }
  tail -c "+$((runtime_offset + 1))" "$self" 2>/dev/null | head -c "$runtime_size" >"$part/archive" 2>/dev/null
  if ! gzip -dc <"$part/archive" >"$part/tar" 2>/dev/null; then
    refuse "$1" "has no room, or $self is damaged"
    return
  fi
  (umask 077 && mkdir "$part/runtime") && (cd "$part/runtime" && tar -xof ../tar) 2>/dev/null || { refuse "$1" "has no room"; return; }
  if ! [ -x "$part/runtime/bin/java" ]; then
    refuse "$1" "is on a file system that lets no programs run (noexec)"
    return
  fi
  "$part/runtime/bin/java" -Xshare:auto -version >/dev/null 2>&1 || { refuse "$1" "can't run its programs"; return; }
  listing "$part/runtime" >"$part/runtime/.listing" || { refuse "$1" "has no room"; return; }
  # Not into a folder that is there already: then somebody was faster.
  [ -d "$place" ] || mv "$part/runtime" "$place" 2>/dev/null
  is_intact "$place" || { refuse "$1" "can't be written to"; return; }
}
