/// Vectors and scores instead of texts: `/v1/embeddings` and `/v1/rerank`.
package llamajar.server.embedding;
