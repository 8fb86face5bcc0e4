# Lines "module kernel architecture registers spilled-bytes shared-bytes milliseconds" from ptxas -v.
/Compiling entry function/ { split($0, part, "'"); kernel = part[2] }
/bytes spill stores/ { spilled = $5 }
/Used [0-9]+ registers/ {
  registers = $5
  shared = match($0, /[0-9]+ bytes smem/) ? substr($0, RSTART, RLENGTH) + 0 : 0
}
/Compile time/ {
  print module, kernel, architecture, registers, spilled, shared, $(NF - 1)
}
