// SPDX-License-Identifier: Apache-2.0
package dev.belady.cli;

import dev.belady.report.Figures;
import dev.belady.train.TierStatistics;
import dev.belady.train.TrainingEvent.Position;
import dev.belady.train.TrainingEvent.Progress;
import dev.belady.train.TrainingTotals;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The state of a run in one line of a terminal.
final class ProgressLine {
  private static final String GAP = "  ";

  private ProgressLine() {}

  /// A piece of the line.
  ///
  /// @param rank 0 is the last to be left out when the terminal is narrow
  /// @param text the piece
  private record Piece(int rank, String text) {}

  /// The line, at most `columns` - 1 characters long: one that fills the row would move the cursor
  /// to the next.
  ///
  /// @param recent what training has spent and moved since the line before
  /// @param lastAuc the AUC of the last evaluation, NaN where there was none
  static String of(Progress progress, TrainingTotals recent, double lastAuc, int columns) {
    List<Piece> pieces = pieces(progress, recent, lastAuc);
    while (pieces.size() > 1 && join(pieces).length() >= columns) {
      pieces.remove(pieces.stream().max(Comparator.comparingInt(Piece::rank)).orElseThrow());
    }
    String line = join(pieces);
    return line.length() < columns ? line : line.substring(0, columns - 1);
  }

  private static String join(List<Piece> pieces) {
    return pieces.stream().map(Piece::text).collect(Collectors.joining(GAP));
  }

  private static List<Piece> pieces(Progress progress, TrainingTotals recent, double lastAuc) {
    List<Piece> pieces = new ArrayList<>();
    Position position = progress.position();
    pieces.add(new Piece(0, iterations(position)));
    if (position.iterations() > 0) {
      long percent = 100 * position.iteration() / position.iterations();
      pieces.add(new Piece(6, percent + "%"));
    }
    pieces.add(new Piece(1, String.format(Locale.ROOT, "loss %.5f", progress.loss())));
    if (!Double.isNaN(lastAuc)) {
      pieces.add(new Piece(4, String.format(Locale.ROOT, "AUC %.5f", lastAuc)));
    }
    pieces.add(new Piece(5, "lr " + Figures.value(progress.learningRate())));
    pieces.add(new Piece(3, Figures.count(progress.samplesPerSecond()) + " samples/s"));
    @Nullable TierStatistics tier = recent.tier();
    if (tier != null) {
      pieces.addAll(tierPieces(recent, tier));
    }
    if (progress.dataWaitFraction() >= 0.005) {
      pieces.add(
          new Piece(7, "waits for data " + Math.round(100 * progress.dataWaitFraction()) + "%"));
    }
    if (!Double.isNaN(progress.secondsLeft())) {
      pieces.add(new Piece(2, Figures.duration(progress.secondsLeft()) + " left"));
    }
    return pieces;
  }

  private static List<Piece> tierPieces(TrainingTotals recent, TierStatistics tier) {
    List<Piece> pieces = new ArrayList<>();
    if (tier.uses().rows() > 0) {
      pieces.add(new Piece(3, String.format(Locale.ROOT, "hits %.1f%%", 100 * tier.hitRate())));
    }
    String in = Figures.bytes((long) recent.readBytesPerSecond());
    String out = Figures.bytes((long) recent.writtenBytesPerSecond());
    pieces.add(new Piece(6, "in " + in + "/s  out " + out + "/s"));
    pieces.add(new Piece(8, "ahead " + tier.windowDepth()));
    if (recent.rowStallFraction() >= 0.005) {
      pieces.add(
          new Piece(7, "waits for rows " + Math.round(100 * recent.rowStallFraction()) + "%"));
    }
    return pieces;
  }

  private static String iterations(Position position) {
    String done = "iter " + Figures.grouped(position.iteration());
    if (position.iterations() > 0) {
      return done + "/" + Figures.grouped(position.iterations());
    }
    return position.epochs() > 0
        ? done + " epoch " + position.epoch() + "/" + position.epochs()
        : done;
  }
}
