/// `llamajar tokenize`: text to token ids, for one text or for many.
package llamajar.cli.tokenize;
