/// Options that several commands share, as picocli mixins. Each checks what was given and says what
/// would do; what it makes of it is a plain value for the engine.
package llamajar.cli.option;
