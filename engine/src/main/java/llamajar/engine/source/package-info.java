/// What a model file says, with errors that name the key or the tensor.
package llamajar.engine.source;
