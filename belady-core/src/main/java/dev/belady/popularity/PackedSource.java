// SPDX-License-Identifier: Apache-2.0
package dev.belady.popularity;

import dev.belady.data.Batch;
import dev.belady.data.SampleSource;
import dev.belady.data.Schema;
import dev.belady.data.Split;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/// The hot inputs of a data set alone, or the cold ones, in their order, made while the data is
/// read: a block at a time, whatever the format. Each sample keeps the number that it has in the
/// data set ([Batch#sampleNumber]).
///
/// @param source the data set
/// @param classifier tells hot from cold
/// @param count what [HotColdCount#of] has found of both
/// @param hot which of the two
public record PackedSource(
    SampleSource source, InputClassifier classifier, HotColdCount count, boolean hot)
    implements SampleSource {
  @Override
  public Schema schema() {
    return source.schema();
  }

  @Override
  public List<Split> splits() {
    List<Split> packed = new ArrayList<>();
    for (int split = 0; split < source.splits().size(); split++) {
      packed.add(new PackedSplit(source.splits().get(split), count.firstSamples().get(split)));
    }
    return packed;
  }

  @Override
  public OptionalLong sampleCount() {
    return OptionalLong.of(hot ? count.hot() : count.cold());
  }

  private final class PackedSplit implements Split {
    private final Split split;
    private final long firstSample;

    PackedSplit(Split split, long firstSample) {
      this.split = split;
      this.firstSample = firstSample;
    }

    @Override
    public String describe() {
      return (hot ? "hot" : "cold") + " inputs of " + split.describe();
    }

    @Override
    public Reader open() {
      return new PackedReader(split.open(), firstSample);
    }
  }

  private final class PackedReader implements Split.Reader {
    private final Split.Reader reader;
    private Batch block = new Batch(schema(), 0);
    private long nextSample;
    private int at;

    PackedReader(Split.Reader reader, long firstSample) {
      this.reader = reader;
      this.nextSample = firstSample;
    }

    @Override
    public int read(Batch batch) {
      batch.clear();
      if (block.capacity() == 0) {
        block = new Batch(schema(), batch.capacity());
      }
      while (batch.size() < batch.capacity()) {
        if (at == block.size()) {
          at = 0;
          if (reader.read(block) == 0) {
            break;
          }
        }
        if (classifier.isHot(block, at) == hot) {
          batch.addSample(block, at);
          batch.numberSample(batch.size() - 1, nextSample);
        }
        at++;
        nextSample++;
      }
      return batch.size();
    }

    @Override
    public void close() {
      reader.close();
    }
  }
}
