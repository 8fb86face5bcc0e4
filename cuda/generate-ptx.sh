#!/usr/bin/env bash
# Makes the PTX resources and the register report from the CUDA sources. Needs nvcc and ptxas, from
# CUDA_HOME or the PATH; the build does not. Run it after every change in src/main/cuda.
#
#   cuda/generate-ptx.sh            all modules whose sources have changed
#   FORCE=1 cuda/generate-ptx.sh    all modules, and the report
#   cuda/generate-ptx.sh q4_k rows  only these; the report is left alone
#   CHECKED="75 90" cuda/generate-ptx.sh   checked with ptxas for these architectures only
set -euo pipefail
cd "$(dirname "$0")"
export LC_ALL=C

# The oldest version that has the instructions in use: CUDA 11.0, drivers from 2020 on.
readonly PTX_VERSION=7.0
readonly CHECKED=${CHECKED:-75 80 86 89 90 100 120}
readonly SOURCES=src/main/cuda
readonly TARGET=src/main/resources/llamajar/cuda/ptx
readonly GRIDS=../gguf/src/main/resources/llamajar/gguf/quant/grids.bin
readonly REPORT=../docs/gpu-kernels.md

# Weight types and the header with their loader.
readonly TYPES="
  Q4_0:legacy Q4_1:legacy Q5_0:legacy Q5_1:legacy Q8_0:legacy
  Q2_K:k Q3_K:k Q4_K:k Q5_K:k Q6_K:k TQ2_0:k
  IQ1_S:iq1 IQ1_M:iq1 IQ2_XXS:iq2 IQ2_XS:iq2 IQ2_S:iq2 IQ3_XXS:iq3 IQ3_S:iq3
  IQ4_NL:codebook IQ4_XS:codebook MXFP4:codebook NVFP4:codebook
  Q1_0:bits Q2_0:bits TQ1_0:bits"

tool() {
  if [[ -n ${CUDA_HOME:-} ]]; then echo "$CUDA_HOME/bin/$1"; else command -v "$1"; fi
}
nvcc=$(tool nvcc) || { echo "generate-ptx: no nvcc; put it on the PATH or set CUDA_HOME" >&2; exit 1; }
ptxas=$(tool ptxas) || { echo "generate-ptx: no ptxas; put it on the PATH or set CUDA_HOME" >&2; exit 1; }

known=$("$ptxas" --help)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# The grids of the lattice types, from the one place that has them.
extract_grids() {
  local offset=0 grid count
  for grid in iq2xxs:256 iq2xs:512 iq2s:1024 iq3xxs:256 iq3s:512 iq1s:2048; do
    count=${grid#*:}
    od -An -v -tu2 -w32 -j "$offset" -N $((2 * count)) "$GRIDS" |
      sed 's/^ *//; s/  */,/g; s/$/,/' > "$work/${grid%:*}.inc"
    offset=$((offset + 2 * count))
  done
}

# A source file and what it includes, each once.
dependencies() {
  local file=$1 name
  [[ " ${seen[*]} " == *" $file "* ]] && return
  seen+=("$file")
  while read -r name; do
    case $name in
      *.inc) dependencies "$GRIDS" ;;
      *) dependencies "$(realpath --relative-to=. "$(dirname "$file")/$name")" ;;
    esac
  done < <(grep -a '^#include "' "$file" | cut -d'"' -f2)
}

# What a module is made of: its sources in the order of their paths, and its definitions.
source_hash() {
  local source=$1 definition
  shift
  seen=()
  dependencies "$SOURCES/$source"
  for definition in "$@"; do
    if [[ $definition == -DTYPE_HEADER=* ]]; then
      dependencies "$SOURCES/$(cut -d'"' -f2 <<< "$definition")"
    fi
  done
  { printf '%s\n' "${seen[@]}" | sort | xargs cat; printf '%s\n' "$@"; } | sha256sum | cut -c1-64
}

# Without comments, blank lines and indentation, and with the version that old drivers know.
strip() {
  sed -E -e 's/[ \t]*\/\/.*$//' -e 's/^[ \t]+//' -e 's/[ \t]+/ /g' -e 's/, /,/g' \
    -e "s/^\.version .*/.version $PTX_VERSION/" -e 's/^\.target sm_75$/#75 &\n#80 .target sm_80/' \
    -e 's/\$L__BB([0-9]+)_/$\1_/g' -e '/used_bytes_mask/d' -e '/^$/d'
}

# module NAME SOURCE [DEFINITION...]
module() {
  local name=$1 source=$2 stamp
  shift 2
  stamp="// sources $(source_hash "$source" "$@")"
  if [[ $(head -n 1 "$TARGET/$name.ptx" 2> /dev/null) == "$stamp" && -z ${FORCE:-} ]]; then
    return
  fi
  "$nvcc" -ptx -O3 -std=c++17 -arch=compute_75 -I"$work" -I"$SOURCES" "$@" \
    "$SOURCES/$source" -o "$work/$name.raw"
  { echo "$stamp"; strip < "$work/$name.raw"; } > "$TARGET/$name.ptx"
  check "$name"
}

# The text as it is for one capability: lines marked for the other are dropped.
for_capability() {
  sed -E -e "s/^#$1 //" -e '/^#/d'
}

# Compiles a module as drivers will, and notes what the compiler says.
check() {
  local name=$1 architecture
  for architecture in $CHECKED; do
    [[ $known =~ sm_$architecture[^0-9a-z] ]] || continue
    for_capability $((architecture < 80 ? 75 : 80)) < "$TARGET/$name.ptx" > "$work/$name.text"
    "$ptxas" -v -arch "sm_$architecture" "$work/$name.text" -o /dev/null 2> "$work/$name.log" ||
      { cat "$work/$name.log" >&2; exit 1; }
    awk -v module="$name" -v architecture="$architecture" -f ptxas-report.awk "$work/$name.log" \
      >> "$work/report.txt"
  done
}

# Registers, spills and compile times of all kernels, into the page that explains them.
write_report() {
  awk -f ptxas-table.awk "$work/report.txt" > "$work/table.md"
  sed -i -e '/<!-- ptxas begin -->/,/<!-- ptxas end -->/{//!d}' \
    -e "/<!-- ptxas begin -->/r $work/table.md" "$REPORT"
}

wanted() {
  ((${#only[@]} == 0)) || [[ " ${only[*]} " == *" $1 "* ]]
}

only=("$@")
mkdir -p "$TARGET"
extract_grids
for entry in $TYPES; do
  type=${entry%:*}
  name=${type,,}
  wanted "$name" || continue
  define=(-DTYPE="$type" -DTYPE_HEADER="\"type/${entry#*:}.cuh\"")
  module "$name" quantized.cu "${define[@]}"
  module "$name-mmq" tensor.cu "${define[@]}"
done
for type in F32 F16 BF16; do
  if wanted "${type,,}"; then module "${type,,}" plain.cu -DTYPE="$type"; fi
done
for length in 64 80 96 128 192 256; do
  if wanted "flash-$length"; then module "flash-$length" flash.cu -DLENGTH="$length"; fi
done
for stored in wide:0 f16:1 q8_0:2; do
  name=attention-${stored%:*}
  if wanted "$name"; then module "$name" attention.cu -DSTORED="${stored#*:}"; fi
done
for name in elements cache experts bench; do
  if wanted "$name"; then module "$name" "$name.cu"; fi
done
if [[ -n ${FORCE:-} ]]; then
  write_report
fi
