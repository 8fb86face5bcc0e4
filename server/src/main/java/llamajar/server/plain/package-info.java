/// llama.cpp's own interface: completion with every sampling setting, infill, tokens.
package llamajar.server.plain;
