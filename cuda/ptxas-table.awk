# A table of kernels from the report: for each, the registers and spilled bytes on the
# architectures that were checked.
{
  key = $1 " " $2
  if (!(key in seen)) { seen[key] = 1; order[++count] = key; shared[key] = $6 }
  registers[key] = registers[key] (registers[key] == "" ? "" : " ") $4
  if ($5 > spilled[key]) spilled[key] = $5
  if (!($3 in known)) { known[$3] = 1; architectures = architectures " " $3 }
}
END {
  print ""
  print "Registers per thread for sm" architectures " and the most spilled bytes:"
  print ""
  print "| module | kernel | registers | spilled | shared |"
  print "|---|---|---|---|---|"
  for (i = 1; i <= count; i++) {
    key = order[i]
    split(key, part, " ")
    printf "| %s | %s | %s | %d | %d |\n", part[1], part[2], registers[key], spilled[key], shared[key]
  }
}
