/// `llamajar serve`: a model over HTTP.
package llamajar.cli.serve;
