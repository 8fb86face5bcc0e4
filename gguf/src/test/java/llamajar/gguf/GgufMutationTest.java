package llamajar.gguf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.RandomDistribution;
import net.jqwik.api.lifecycle.AddLifecycleHook;
import net.jqwik.api.lifecycle.LifecycleContext;
import net.jqwik.api.lifecycle.SkipExecutionHook;

/// Valid files, damaged in the ways that accidents and attackers have: each is either opened, and
/// then all of it can be read, or refused in one line.
class GgufMutationTest {
  private static final List<RawGguf> VALID = List.of(everyValueType(), everyTensorType(), small());

  /// A change to a file. Positions are any numbers, taken modulo what is there.
  sealed interface Mutation {
    record Flip(int position, int bit) implements Mutation {}

    record Cut(int length) implements Mutation {}

    record Overwrite(int field, long value) implements Mutation {}

    record Nudge(int field, int by) implements Mutation {}

    record Copy(int from, int to, int length) implements Mutation {}

    record Swap(int first, int second, int length) implements Mutation {}

    record Remove(int position, int length) implements Mutation {}
  }

  @Property(tries = 5_000)
  void aMutatedFileIsReadWhollyOrRefused(@ForAll("cases") Case mutated) {
    check(mutated);
  }

  @Property(tries = 120_000)
  @AddLifecycleHook(OnlyInFullRuns.class)
  void manyMutatedFilesAreReadWhollyOrRefused(@ForAll("cases") Case mutated) {
    check(mutated);
  }

  /// A file and what happens to it.
  record Case(int file, List<Mutation> mutations) {
    byte[] bytes() {
      RawGguf raw = VALID.get(file);
      byte[] bytes = raw.bytes();
      for (Mutation mutation : mutations) {
        if (bytes.length > 0) {
          bytes = apply(mutation, bytes, raw.fields());
        }
      }
      return bytes;
    }
  }

  @Provide
  static Arbitrary<Case> cases() {
    // Evenly spread: most mutations should get past the header.
    Arbitrary<Integer> any =
        Arbitraries.integers()
            .between(0, 1 << 20)
            .withDistribution(RandomDistribution.uniform())
            .withoutEdgeCases();
    Arbitrary<Integer> length = Arbitraries.integers().between(1, 64);
    Arbitrary<Long> value =
        Arbitraries.oneOf(
            Arbitraries.of(
                0L,
                1L,
                -1L,
                2L,
                1L << 31,
                (1L << 31) - 1,
                1L << 32,
                1L << 60,
                1L << 61,
                1L << 62,
                1L << 63,
                (1L << 63) - 1,
                0xFFFF_FFFFL,
                0x7FFF_FFFF_FFFF_FFE0L,
                -32L),
            Arbitraries.longs().between(0, 5000),
            Arbitraries.longs());
    Arbitrary<Mutation> mutation =
        Arbitraries.oneOf(
            Combinators.combine(any, Arbitraries.integers().between(0, 7)).as(Mutation.Flip::new),
            any.map(Mutation.Cut::new),
            Combinators.combine(any, value).as(Mutation.Overwrite::new),
            Combinators.combine(any, Arbitraries.integers().between(-40, 40))
                .as(Mutation.Nudge::new),
            Combinators.combine(any, any, length).as(Mutation.Copy::new),
            Combinators.combine(any, any, length).as(Mutation.Swap::new),
            Combinators.combine(any, length).as(Mutation.Remove::new));
    return Combinators.combine(
            Arbitraries.integers().between(0, VALID.size() - 1),
            mutation.list().ofMinSize(1).ofMaxSize(3))
        .as(Case::new);
  }

  private static byte[] apply(Mutation mutation, byte[] bytes, List<RawGguf.Field> fields) {
    int size = bytes.length;
    return switch (mutation) {
      case Mutation.Flip(int position, int bit) -> {
        bytes[position % size] ^= (byte) (1 << bit);
        yield bytes;
      }
      case Mutation.Cut(int length) -> Arrays.copyOf(bytes, length % size);
      case Mutation.Overwrite(int field, long value) ->
          overwrite(bytes, fields.get(field % fields.size()), value);
      case Mutation.Nudge(int field, int by) -> {
        RawGguf.Field at = fields.get(field % fields.size());
        long old = at.position() < size ? bytes[at.position()] : 0;
        yield overwrite(bytes, at, old + by);
      }
      case Mutation.Copy(int from, int to, int length) -> {
        int fits = Math.min(length, size - Math.max(from % size, to % size));
        System.arraycopy(bytes, from % size, bytes, to % size, fits);
        yield bytes;
      }
      case Mutation.Swap(int first, int second, int length) -> {
        int fits = Math.min(length, size - Math.max(first % size, second % size));
        for (int i = 0; i < fits; i++) {
          byte kept = bytes[first % size + i];
          bytes[first % size + i] = bytes[second % size + i];
          bytes[second % size + i] = kept;
        }
        yield bytes;
      }
      case Mutation.Remove(int position, int length) -> {
        int from = position % size;
        int to = Math.min(size, from + length);
        byte[] shorter = Arrays.copyOf(bytes, size - (to - from));
        System.arraycopy(bytes, to, shorter, from, size - to);
        yield shorter;
      }
    };
  }

  private static byte[] overwrite(byte[] bytes, RawGguf.Field field, long value) {
    byte[] number = ValueBytes.integer(value, field.size());
    int fits = Math.min(number.length, bytes.length - field.position());
    if (fits > 0) {
      System.arraycopy(number, 0, bytes, field.position(), fits);
    }
    return bytes;
  }

  /// The time limit only ends what would never end.
  private static void check(Case mutated) {
    byte[] bytes = mutated.bytes();
    assertTimeoutPreemptively(Duration.ofSeconds(30), () -> openAndRead(bytes));
  }

  private static void openAndRead(byte[] bytes) {
    try (GgufFile file = RawGguf.open("mutated.gguf", bytes)) {
      long sum = 0;
      for (Tensor tensor : file.tensors()) {
        sum += sum(tensor.data());
        assertThat(tensor.data().byteSize())
            .isEqualTo(
                tensor.type().bytesFor(tensor.shape().rowLength()) * tensor.shape().rowCount());
        assertThat(file.tensor(tensor.name())).containsSame(tensor);
      }
      readAll(file.metadata());
      assertThat(sum).isNotNegative();
    } catch (GgufException e) {
      assertThat(RawGguf.checked(e)).startsWith("mutated.gguf: ");
    }
  }

  private static void readAll(Metadata metadata) {
    List<Access> accesses =
        List.of(
            metadata::string,
            metadata::integer,
            metadata::number,
            metadata::bool,
            metadata::stringArray,
            metadata::integerArray,
            metadata::floatArray,
            metadata::byteArray);
    for (String key : metadata.keys()) {
      MetadataValue value = metadata.value(key).orElseThrow();
      assertThat(value.toString()).hasSizeLessThan(1000);
      if (value instanceof ArrayValue array) {
        long count = 0;
        for (MetadataValue element : array) {
          assertThat(element.type()).isEqualTo(array.elementType());
          count++;
        }
        assertThat(count).isEqualTo(array.count());
      }
      for (Access access : accesses) {
        try {
          assertThat(access.to(key)).isPresent();
        } catch (GgufException e) {
          assertThat(RawGguf.checked(e)).startsWith("mutated.gguf: key ");
        }
      }
    }
  }

  @FunctionalInterface
  private interface Access {
    Optional<?> to(String key) throws GgufException;
  }

  private static long sum(MemorySegment data) {
    long sum = 0;
    for (long i = 0; i < data.byteSize(); i++) {
      sum += data.get(ValueLayout.JAVA_BYTE, i) & 0xFF;
    }
    return sum;
  }

  private static RawGguf everyValueType() {
    RawGguf file = RawGguf.header(1, 15);
    file.key("general.alignment", 4).u32(64);
    file.key("u8", 0).raw(200).key("i8", 1).raw(200).key("u16", 2).number(60_000, 2);
    file.key("i16", 3).number(-5, 2).key("u32", 4).u32(7).key("i32", 5).u32(-7);
    file.key("f32", 6).u32(Float.floatToIntBits(1.5f)).key("bool", 7).raw(1);
    file.key("string", 8).string("some text").key("u64", 10).u64(-1).key("i64", 11).u64(-2);
    file.key("f64", 12).u64(Double.doubleToLongBits(0.1));
    file.key("strings", 9).u32(8).u64(3).string("one").string("").string("three");
    file.key("floats", 9).u32(6).u64(4).u32(0).u32(1).u32(-1).u32(0x3F80_0000);
    return file.info("w", 24, 0, 5, 2).pad(64).raw(1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
  }

  private static RawGguf everyTensorType() {
    List<TensorType> types = new ArrayList<>(List.of(TensorType.values()));
    RawGguf file = RawGguf.header(types.size(), 0);
    long offset = 0;
    for (TensorType type : types) {
      file.info("blk." + type.id(), type.id(), offset, type.blockLength(), 1);
      offset = Alignment.DEFAULT.up(offset + type.blockBytes());
    }
    return file.pad(32).zeros((int) offset);
  }

  private static RawGguf small() {
    RawGguf file = RawGguf.header(3, 2);
    file.key("split.count", 2).number(1, 2).key("tokens", 9).u32(8).u64(1).string("a");
    file.info("a", 24, 0, 3).info("b", 0, 32, 2, 2, 2, 2).info("c", 8, 96, 32);
    return file.pad(32).zeros(130);
  }

  static final class OnlyInFullRuns implements SkipExecutionHook {
    @Override
    public SkipResult shouldBeSkipped(LifecycleContext context) {
      return Boolean.getBoolean("llamajar.test.full")
          ? SkipResult.doNotSkip()
          : SkipResult.skip("runs with -Pfull");
    }
  }
}
