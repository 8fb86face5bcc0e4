/// The model that is part of the program, so that the first command needs no download.
package llamajar.cli.demo;
