// SPDX-License-Identifier: Apache-2.0
package dev.belady.train;

import dev.belady.lookahead.BatchPlan;
import dev.belady.lookahead.FlushPlan;
import dev.belady.lookahead.PlanReplay;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/// How often the frames of a table were filled anew, frame by frame, from the log of a run's plans.
final class FrameRefills {
  private final int[] fills;

  private FrameRefills(int[] fills) {
    this.fills = fills;
  }

  /// Counts them.
  ///
  /// @param log the log of a table
  static FrameRefills of(Path log) throws IOException {
    int[] fills = {};
    try (InputStream bytes = new FileInputStream(log.toFile())) {
      PlanReplay replay = new PlanReplay(into -> read(bytes, into), Files.size(log));
      BatchPlan plan = new BatchPlan();
      while (replay.hasNext()) {
        if (replay.nextIsSplit()) {
          boolean first = fills.length == 0;
          fills = Arrays.copyOf(fills, replay.readSplit(1).capacityFrames());
          if (!first) {
            replay.read(new FlushPlan());
          }
          continue;
        }
        replay.read(plan);
        replay.readKeys();
        for (int move = 0; move < plan.moveCount(); move++) {
          fills[plan.moveFrame(move)]++;
        }
      }
    }
    return new FrameRefills(fills);
  }

  private static int read(InputStream bytes, byte[] into) {
    try {
      return bytes.readNBytes(into, 0, into.length);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The frames.
  int frames() {
    return fills.length;
  }

  /// How often the frame was filled anew that was filled anew least.
  int least() {
    return Arrays.stream(fills).min().orElseThrow() - 1;
  }

  /// How often a frame was filled anew, on average.
  double mean() {
    return Arrays.stream(fills).average().orElseThrow() - 1;
  }
}
