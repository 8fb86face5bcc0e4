/// What several commands say about a model file.
package llamajar.cli.model;
