/// `llamajar embed`: texts as vectors.
package llamajar.cli.embed;
