// SPDX-License-Identifier: Apache-2.0
package dev.belady.popularity;

import dev.belady.data.Batch;
import dev.belady.data.SampleSource;
import dev.belady.data.Schema;
import dev.belady.data.Split;
import java.io.Closeable;
import java.util.Iterator;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// Packed inputs in the order of the data that was packed: hot and cold ones together again, by the
/// numbers that they have kept. One split.
///
/// @param hot the hot ones; the source knows how many
/// @param cold the cold ones; the source knows how many
public record RejoinedSource(SampleSource hot, SampleSource cold) implements SampleSource {
  private static final int BLOCK_SAMPLES = 1024;

  @Override
  public Schema schema() {
    return hot.schema();
  }

  @Override
  public List<Split> splits() {
    return List.of(new Whole());
  }

  @Override
  public OptionalLong sampleCount() {
    return OptionalLong.of(hot.sampleCount().orElseThrow() + cold.sampleCount().orElseThrow());
  }

  private final class Whole implements Split {
    @Override
    public String describe() {
      return "hot and cold inputs";
    }

    @Override
    public Reader open() {
      return new Joiner(new Kind(hot), new Kind(cold));
    }
  }

  private record Joiner(Kind one, Kind other) implements Split.Reader {
    @Override
    public int read(Batch batch) {
      batch.clear();
      while (batch.size() < batch.capacity()) {
        Kind next = one.number() <= other.number() ? one : other;
        if (next.number() == Kind.END) {
          break;
        }
        next.moveTo(batch);
      }
      return batch.size();
    }

    @Override
    public void close() {
      one.close();
      other.close();
    }
  }

  /// The inputs of one kind, one after the other.
  private static final class Kind implements Closeable {
    private static final long END = Long.MAX_VALUE;

    private final Iterator<Split> splits;
    private final Batch block;
    private Split.@Nullable Reader reader;
    private int at;

    Kind(SampleSource source) {
      splits = source.splits().iterator();
      block = new Batch(source.schema(), BLOCK_SAMPLES);
      readOn();
    }

    /// The number of the next input.
    long number() {
      return at < block.size() ? block.sampleNumber(at) : END;
    }

    void moveTo(Batch batch) {
      batch.addSample(block, at++);
      if (at == block.size()) {
        readOn();
      }
    }

    private void readOn() {
      at = 0;
      block.clear();
      while (true) {
        if (reader != null && reader.read(block) > 0) {
          return;
        }
        close();
        if (!splits.hasNext()) {
          return;
        }
        reader = splits.next().open();
      }
    }

    @Override
    public void close() {
      if (reader != null) {
        reader.close();
        reader = null;
      }
    }
  }
}
