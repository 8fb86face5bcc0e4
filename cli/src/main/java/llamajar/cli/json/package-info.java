/// JSON in and out of commands, read and written token by token.
package llamajar.cli.json;
