// SPDX-License-Identifier: Apache-2.0
package dev.belady.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belady.config.ConfigFile;
import dev.belady.config.ConfigOverrides;
import dev.belady.data.Batch;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/// A loss that is not finite stops training before anything is updated and says where it came from.
class NonFiniteSearchTest {
  private static final int BATCH = 16;

  @Test
  void aDenseFeatureOfTheDataIsNamed() throws InterruptedException {
    try (Session session = session()) {
      Batch samples = samples(session);
      samples.dense()[(BATCH + 5) * 3 + 2] = Float.NaN;
      session.startDataReading(new MemorySource(samples));
      assertThat(session.train()).isTrue();
      assertStops(session, "(iteration 2, samples 16 to 31): dense feature 2 of sample 21 is NaN");
    }
  }

  @Test
  void aLabelOfTheDataIsNamed() throws InterruptedException {
    try (Session session = session()) {
      Batch samples = samples(session);
      samples.labels()[3] = Float.POSITIVE_INFINITY;
      session.startDataReading(new MemorySource(samples));
      assertStops(session, "label 0 of sample 3 is Infinity in the data");
    }
  }

  @Test
  void aWeightThatGrewBeyondAllBoundsIsNamed() throws InterruptedException {
    try (Session session = session()) {
      session.startDataReading(new MemorySource(samples(session)));
      session.model().parameters()[24] = Float.NaN;
      assertStops(session, "b1.weight[1, 0] became NaN; the learning rate may be too high");
    }
  }

  @Test
  void aRowThatGrewBeyondAllBoundsIsNamedByTableSlotAndSample() throws InterruptedException {
    try (Session session = session()) {
      session.startDataReading(new MemorySource(samples(session)));
      assertThat(session.train()).isTrue();
      float[] weights = new float[8];
      Arrays.fill(weights, Float.NaN);
      session.model().tables().getFirst().put(2, 2, weights, 0);
      assertStops(session, "a row of embedding 'emb' used by slot 2 of sample 16 is not finite");
    }
  }

  @Test
  void aLayerWhoseOutputOverflowsIsNamed() throws InterruptedException {
    try (Session session = session()) {
      session.startDataReading(new MemorySource(samples(session)));
      float[] parameters = session.model().parameters();
      Arrays.fill(parameters, 0, 3 * 24, Float.MAX_VALUE);
      assertStops(session, "layer 'b1' made a value that is not finite for sample");
    }
  }

  private static void assertStops(Session session, String where) {
    long before = session.stateHash();
    assertThatThrownBy(session::train)
        .isInstanceOf(TrainingException.class)
        .hasMessageStartingWith("the loss must be finite: loss=")
        .hasMessageContaining(where);
    assertThat(session.stateHash()).isEqualTo(before);
  }

  private static Session session() {
    String sgd = "{'type':'SGD','sgd_hparam':{'learning_rate':0.1}}";
    String json = SmallModels.json(SmallModels.DLRM, sgd, BATCH);
    return Session.open(ConfigFile.parse(json, "small.json", ConfigOverrides.none()));
  }

  /// Two batches; slot s of every sample holds key s.
  private static Batch samples(Session session) {
    Batch samples = new Batch(session.config().data().schema(), 2 * BATCH);
    Arrays.fill(samples.dense(), 1);
    for (int sample = 0; sample < samples.capacity(); sample++) {
      samples.labels()[sample] = sample % 2;
      for (int slot = 0; slot < 5; slot++) {
        samples.sparse(0).addBag(slot);
      }
    }
    samples.setSize(samples.capacity());
    return samples;
  }
}
