/// Files of numbers that commands read and write for scripts: token ids, and floats.
package llamajar.cli.numbers;
