package llamajar.cuda.backend;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import llamajar.compute.Batch;
import llamajar.compute.BlockTable;
import llamajar.compute.KvStore;
import llamajar.compute.Rotary;
import llamajar.cuda.driver.CudaContext;
import llamajar.cuda.driver.CudaStream;
import llamajar.cuda.kernel.HeadKernels.Places;
import org.jspecify.annotations.Nullable;

/// What a batch says about its rows, in device memory, where kernels read it: a captured graph
/// stays valid when only this changes.
final class BatchInputs implements AutoCloseable {
  private final int maxRows;
  private final Mirror rows;
  private final Mirror tables;

  /// Those of layers with a sliding window, if there are any.
  private final @Nullable Mirror windowTables;

  private final Map<Rotary, Mirror> angles = new LinkedHashMap<>();
  private final List<Mirror> mirrors = new ArrayList<>();
  private int tileCount;
  private int longestTile;

  /// Fields of [#rows], each with room for `maxRows` ints.
  private enum Field {
    TOKEN(0),
    POSITION(1),
    END(2),
    SEQUENCE_END(3),
    START(4),
    OUTPUT_ROW(5),
    /// One more than there are tiles; the last, so that there is room behind it.
    TILE(6);

    private final int place;

    Field(int place) {
      this.place = place;
    }
  }

  /// @param hasWindows whether there are layers with a sliding window
  BatchInputs(CudaContext context, int maxRows, Iterable<Rotary> rotaries, boolean hasWindows) {
    this.maxRows = maxRows;
    long rowBytes = rowBytes(maxRows);
    try {
      rows = own(new Mirror(context, rowBytes));
      tables = own(new Mirror(context, tableBytes(maxRows)));
      windowTables = hasWindows ? own(new Mirror(context, tableBytes(maxRows))) : null;
      for (Rotary rotary : rotaries) {
        angles.put(rotary, own(new Mirror(context, angleBytes(rotary, maxRows))));
      }
    } catch (RuntimeException | Error e) {
      close();
      throw e;
    }
  }

  /// Device memory that is needed at first.
  static long byteSize(int maxRows, Iterable<Rotary> rotaries) {
    long bytes = rowBytes(maxRows) + 2 * tableBytes(maxRows);
    for (Rotary rotary : rotaries) {
      bytes += angleBytes(rotary, maxRows);
    }
    return bytes;
  }

  private static long rowBytes(int maxRows) {
    return (long) Field.values().length * maxRows * Integer.BYTES + Integer.BYTES;
  }

  private static long tableBytes(int maxRows) {
    return (long) maxRows * Integer.BYTES;
  }

  private static long angleBytes(Rotary rotary, int maxRows) {
    return (long) maxRows * rotary.pairs() * 2 * Float.BYTES;
  }

  private Mirror own(Mirror mirror) {
    mirrors.add(mirror);
    return mirror;
  }

  /// Copies what a batch says to the device.
  ///
  /// @return whether addresses have changed
  boolean upload(Batch batch, CudaStream stream) {
    int entries = countTables(batch);
    boolean moved = tables.provide((long) entries * Integer.BYTES);
    if (windowTables != null) {
      moved |= windowTables.provide((long) entries * Integer.BYTES);
    }
    fillRows(batch);
    rows.upload(stream, rows.byteSize());
    tables.upload(stream, (long) entries * Integer.BYTES);
    if (windowTables != null) {
      windowTables.upload(stream, (long) entries * Integer.BYTES);
    }
    angles.forEach((rotary, mirror) -> {
      fillAngles(batch, rotary, mirror.host());
      mirror.upload(stream, (long) batch.size() * rotary.pairs() * 2 * Float.BYTES);
    });
    return moved;
  }

  private static int countTables(Batch batch) {
    int entries = 0;
    for (int row = 0; row < batch.size(); row++) {
      if (startsSequence(batch, row)) {
        entries += KvStore.blocksFor(lastPosition(batch, row) + 1);
      }
    }
    return entries;
  }

  private void fillRows(Batch batch) {
    int start = 0;
    int next = 0;
    tileCount = 0;
    longestTile = 0;
    int tileStart = 0;
    for (int row = 0; row < batch.size(); row++) {
      if (startsSequence(batch, row)) {
        start = next;
        next = fillTable(batch, row, start);
        set(Field.TILE, tileCount++, row);
        longestTile = Math.max(longestTile, row - tileStart);
        tileStart = row;
      }
      set(Field.TOKEN, row, batch.token(row));
      set(Field.POSITION, row, batch.position(row));
      set(Field.END, row, batch.position(row) + 1);
      set(Field.SEQUENCE_END, row, batch.sequenceEnd(row));
      set(Field.START, row, start);
    }
    set(Field.TILE, tileCount, batch.size());
    longestTile = Math.max(longestTile, batch.size() - tileStart);
    for (int i = 0; i < batch.outputCount(); i++) {
      set(Field.OUTPUT_ROW, i, batch.outputRow(i));
    }
  }

  private int fillTable(Batch batch, int row, int start) {
    BlockTable table = batch.table(row);
    int blocks = KvStore.blocksFor(lastPosition(batch, row) + 1);
    for (int i = 0; i < blocks; i++) {
      tables.host().setAtIndex(JAVA_INT, start + i, table.block(i));
    }
    if (windowTables != null) {
      // Blocks behind the window are given back, and no kernel looks there.
      boolean own = table.ownWindowBlock(blocks - 1) != BlockTable.NONE;
      for (int i = 0; i < blocks; i++) {
        int block = own ? table.ownWindowBlock(i) : table.block(i);
        windowTables.host().setAtIndex(JAVA_INT, start + i, block);
      }
    }
    return start + blocks;
  }

  private static void fillAngles(Batch batch, Rotary rotary, MemorySegment target) {
    MemorySegment sines = target.asSlice((long) rotary.pairs() * Float.BYTES);
    for (int row = 0; row < batch.size(); row++) {
      rotary.angles(batch.position(row), target, sines, 2L * rotary.pairs() * row);
    }
  }

  private static boolean startsSequence(Batch batch, int row) {
    return row == 0 || batch.table(row) != batch.table(row - 1);
  }

  private static int lastPosition(Batch batch, int row) {
    int last = row;
    while (last + 1 < batch.size() && batch.table(last + 1) == batch.table(row)) {
      last++;
    }
    return batch.position(last);
  }

  private void set(Field field, int index, int value) {
    rows.host().setAtIndex(JAVA_INT, (long) field.place * maxRows + index, value);
  }

  private long address(Field field) {
    return rows.address() + (long) field.place * maxRows * Integer.BYTES;
  }

  /// Number of tiles: runs of rows of one sequence.
  int tileCount() {
    return tileCount;
  }

  /// Most rows of a tile.
  int longestTile() {
    return longestTile;
  }

  /// `[rows]`: token ids.
  long tokens() {
    return address(Field.TOKEN);
  }

  /// `[rows]`: one past the row's own position, the last one that it sees.
  long ends() {
    return address(Field.END);
  }

  /// `[rows]`: one past the last position of the row's sequence in the batch.
  long sequenceEnds() {
    return address(Field.SEQUENCE_END);
  }

  /// `[outputs]`: the rows whose logits are wanted.
  long outputRows() {
    return address(Field.OUTPUT_ROW);
  }

  /// `[tiles + 1]`: the first row of each tile.
  long tiles() {
    return address(Field.TILE);
  }

  /// Where rows are in their sequences, and where these are stored.
  Places places() {
    return new Places(address(Field.POSITION), tables.address(), address(Field.START));
  }

  /// The same for layers with a sliding window.
  Places windowPlaces() {
    long address = Objects.requireNonNull(windowTables).address();
    return new Places(address(Field.POSITION), address, address(Field.START));
  }

  /// `[rows][2][pairs]`: cosines and sines of a rotary embedding.
  long angles(Rotary rotary) {
    return Objects.requireNonNull(angles.get(rotary)).address();
  }

  @Override
  public void close() {
    mirrors.forEach(Closing::close);
    mirrors.clear();
  }
}
