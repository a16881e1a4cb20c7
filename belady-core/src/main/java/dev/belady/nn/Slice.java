// SPDX-License-Identifier: Apache-2.0
package dev.belady.nn;

import dev.belady.kernel.VectorOps;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Copies of column ranges of a 2-D tensor, one output per range. Ranges may overlap and leave
/// columns out: the input's gradient is the sum over the outputs, 0 where no range covers it.
public final class Slice implements Layer {
  private static final String TYPE = "Slice";
  private static final int UNCOVERED = -1;

  private final Wiring wiring;
  private final VectorOps vector;
  private final List<ColumnRange> ranges;
  private final List<Piece> pieces;
  private final int rowsPerSample;
  private final int inputWidth;

  /// Input columns whose gradient comes from one output (or from none), in one go.
  private record Piece(int output, int outputColumn, int inputColumn, int width, boolean first) {}

  /// A layer with one output per range.
  public Slice(Wiring wiring, List<ColumnRange> ranges, VectorOps vector) {
    Shapes.requireOutputs(wiring, outputShapes(Shapes.inputs(wiring), ranges));
    this.wiring = wiring;
    this.vector = vector;
    this.ranges = List.copyOf(ranges);
    this.rowsPerSample = wiring.input().shape().rowsPerSample();
    this.inputWidth = wiring.input().shape().rowFloats();
    this.pieces = pieces(ranges, inputWidth);
  }

  /// One 2-D shape per range.
  ///
  /// @throws IllegalArgumentException if the input is not 2-D, there is no range, or a range ends
  ///   behind the last column
  public static List<TensorShape> outputShapes(List<TensorShape> inputs, List<ColumnRange> ranges) {
    TensorShape input = Shapes.requireOneMatrix(TYPE, inputs);
    if (ranges.isEmpty()) {
      throw new IllegalArgumentException(TYPE + " needs at least one range: ranges=[]");
    }
    List<TensorShape> outputs = new ArrayList<>();
    for (ColumnRange range : ranges) {
      if (range.end() > input.rowFloats()) {
        throw new IllegalArgumentException(
            "a range of "
                + TYPE
                + " must end within the input: range=["
                + range.start()
                + ", "
                + range.end()
                + "), input="
                + input);
      }
      outputs.add(new TensorShape(input.rowsPerSample(), List.of(range.width())));
    }
    return outputs;
  }

  /// Cuts each range where the columns that earlier ranges cover begin or end, so that backward can
  /// overwrite a column the first time and add from then on.
  private static List<Piece> pieces(List<ColumnRange> ranges, int inputWidth) {
    List<Piece> pieces = new ArrayList<>();
    boolean[] covered = new boolean[inputWidth];
    for (int output = 0; output < ranges.size(); output++) {
      ColumnRange range = ranges.get(output);
      for (int column = range.start(); column < range.end(); ) {
        int end = endOfRun(covered, column, range.end());
        pieces.add(
            new Piece(output, column - range.start(), column, end - column, !covered[column]));
        column = end;
      }
      Arrays.fill(covered, range.start(), range.end(), true);
    }
    for (int column = 0; column < inputWidth; ) {
      int end = endOfRun(covered, column, inputWidth);
      if (!covered[column]) {
        pieces.add(new Piece(UNCOVERED, 0, column, end - column, true));
      }
      column = end;
    }
    return List.copyOf(pieces);
  }

  private static int endOfRun(boolean[] covered, int start, int limit) {
    int end = start + 1;
    while (end < limit && covered[end] == covered[start]) {
      end++;
    }
    return end;
  }

  @Override
  public Wiring wiring() {
    return wiring;
  }

  @Override
  public void forward(Workspace workspace) {
    float[] in = workspace.values(wiring.input());
    int rows = workspace.samples() * rowsPerSample;
    for (int i = 0; i < ranges.size(); i++) {
      Tensor output = wiring.outputs().get(i);
      float[] out = workspace.values(output);
      int outOffset = workspace.offset(output);
      int inOffset = workspace.offset(wiring.input()) + ranges.get(i).start();
      int width = ranges.get(i).width();
      for (int row = 0; row < rows; row++) {
        vector.copy(width, in, inOffset + row * inputWidth, false, out, outOffset + row * width);
      }
    }
  }

  @Override
  public void backward(Workspace workspace) {
    if (!wiring.wantsGradient(0)) {
      return;
    }
    boolean accumulateAll = wiring.accumulates(0);
    float[] dIn = workspace.gradients(wiring.input());
    int rows = workspace.samples() * rowsPerSample;
    for (int i = 0; i < pieces.size(); i++) {
      Piece piece = pieces.get(i);
      int dInOffset = workspace.offset(wiring.input()) + piece.inputColumn();
      if (piece.output() != UNCOVERED) {
        addPiece(workspace, piece, accumulateAll || !piece.first(), dIn, dInOffset);
      } else if (!accumulateAll) {
        for (int row = 0; row < rows; row++) {
          int start = dInOffset + row * inputWidth;
          Arrays.fill(dIn, start, start + piece.width(), 0);
        }
      }
    }
  }

  private void addPiece(
      Workspace workspace, Piece piece, boolean accumulate, float[] dIn, int dInOffset) {
    Tensor output = wiring.outputs().get(piece.output());
    float[] dOut = workspace.gradients(output);
    int dOutOffset = workspace.offset(output) + piece.outputColumn();
    int outputWidth = ranges.get(piece.output()).width();
    for (int row = 0; row < workspace.samples() * rowsPerSample; row++) {
      vector.copy(
          piece.width(),
          dOut,
          dOutOffset + row * outputWidth,
          accumulate,
          dIn,
          dInOffset + row * inputWidth);
    }
  }
}
