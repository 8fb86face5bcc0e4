/// `llamajar pack`: model and program in one file.
package llamajar.cli.pack;
