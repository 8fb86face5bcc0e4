/// OpenAI's interface: completions, chat, responses, embeddings, models.
package llamajar.server.openai;
