/// `llamajar run`, also without `run`: continues a text.
package llamajar.cli.run;
