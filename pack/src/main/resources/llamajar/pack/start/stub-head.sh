#!/bin/sh
# A language model and the program that runs it, in one file. This is the script that starts it; behind it lies a ZIP
# archive, which 'unzip -l' lists. 'java -jar' runs the file too. The program is llamajar, under the Apache License 2.0.
set -u
