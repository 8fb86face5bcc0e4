/// JSON of requests and responses as trees: fields are asked for by name and kind, and what is
/// wrong is told by name. No classes are bound, nothing is found by reflection.
package llamajar.server.json;
