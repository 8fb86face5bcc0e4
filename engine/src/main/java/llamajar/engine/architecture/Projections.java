package llamajar.engine.architecture;

import java.io.IOException;
import llamajar.compute.ProgramBuilder;
import llamajar.compute.Rotary;
import llamajar.compute.Scoring;
import llamajar.compute.Value;

/// Queries, keys and values of a block on their way to attention.
///
/// @param block the block they belong to
/// @param heads how their rows are divided
/// @param query `[heads.count · heads.keyLength]` per row
/// @param key `[heads.countKv · heads.keyLength]` per row
/// @param value `[heads.countKv · heads.valueLength]` per row
record Projections(Block block, Heads heads, Value query, Value key, Value value) {

  /// Queries and keys with each head normalised by `attn_q_norm` and `attn_k_norm`, where the file
  /// has them.
  Projections normHeads() {
    return new Projections(
        block,
        heads,
        block.normHeads(query, heads.count(), "attn_q_norm"),
        block.normHeads(key, heads.countKv(), "attn_k_norm"),
        value);
  }

  /// Queries and keys normalised as whole rows.
  Projections normRows() throws IOException {
    return new Projections(
        block, heads, block.norm(query, "attn_q_norm"), block.norm(key, "attn_k_norm"), value);
  }

  /// Queries and keys turned by their positions.
  Projections rotate(Rotary rotary) {
    return rotate(rotary, rotary);
  }

  /// Queries and keys turned each in their own way.
  Projections rotate(Rotary ofQueries, Rotary ofKeys) {
    ProgramBuilder p = block.program();
    return new Projections(
        block,
        heads,
        p.rope(query, heads.count(), ofQueries),
        p.rope(key, heads.countKv(), ofKeys),
        value);
  }

  /// Attention, and `attn_output` after it.
  Value attend(Scoring scoring) throws IOException {
    Value attended =
        block.program().attention(query, key, value, heads.count(), heads.countKv(), scoring);
    return block.linear(attended, "attn_output");
  }
}
