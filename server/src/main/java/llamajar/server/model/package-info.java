/// The model behind all interfaces: prompts from requests, how to sample, and answers on their way
/// to a client. What the interfaces have in common is here; how each of them writes it is not.
package llamajar.server.model;
