/// `llamajar inspect`: what is in a model file.
package llamajar.cli.inspect;
