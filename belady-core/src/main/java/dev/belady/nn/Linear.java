// SPDX-License-Identifier: Apache-2.0
package dev.belady.nn;

import dev.belady.kernel.GemmKernels;
import dev.belady.kernel.Kernels;
import dev.belady.kernel.PackedMatrix;
import dev.belady.kernel.VectorOps;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A fully connected layer, `y = x W + b`, optionally with `max(0, .)` in the same pass: HugeCTR's
/// InnerProduct and FusedInnerProduct.
///
/// The input is 2-D, `(B * rows, K)`, the output `(B * rows, N)`; W is `K x N` row-major, b has N
/// elements. [#prepare] copies W into panels once per step, and its transpose only when the
/// gradient of the input is wanted, so that no shard packs anything.
public final class Linear implements Layer {
  private static final String TYPE = "InnerProduct";

  /// How many parts a product is cut into when others are there to help, unless the kernels say.
  private static final int PARTS = 4;

  /// The multiply-adds of a product that is worth cutting: some 50 microseconds.
  private static final long SHARED_PRODUCTS = 1 << 22;

  /// Parts of a multiple of it leave no tile of 512-bit vectors half used.
  private static final int TILE_ROWS = 6;

  /// The same for kernels that say how many parts there must be.
  private static final int FIXED_TILE_ROWS = 8;

  private final Wiring wiring;
  private final boolean relu;
  private final GemmKernels gemm;
  private final VectorOps vector;
  private final boolean mustCut;
  private final int parts;
  private final Helpers.Part forwardPart = this::forwardPart;
  private final Helpers.Part backwardPart = this::backwardPart;
  private final int rowsPerSample;
  private final int inputWidth;
  private final int outputWidth;
  private final Parameter weight;
  private final Parameter bias;
  private final PackedMatrix packed;
  private final @Nullable PackedMatrix packedTranspose;

  /// A layer whose width is that of the wiring's output.
  ///
  /// @param firstParameter where its weight starts in the array of all dense parameters; the bias
  ///   follows
  /// @param weightInit the first weights, XavierNorm by default
  /// @param biasInit the first biases, by default normal with deviation sqrt(1 / N)
  /// @param relu whether negative outputs are cut to 0
  public Linear(
      Wiring wiring,
      int firstParameter,
      InitializerKind weightInit,
      InitializerKind biasInit,
      boolean relu,
      Kernels kernels) {
    int in = Shapes.requireOneMatrix(TYPE, Shapes.inputs(wiring)).rowFloats();
    int out = wiring.output().shape().rowFloats();
    Shapes.requireOutputs(wiring, outputShapes(Shapes.inputs(wiring), out));
    this.wiring = wiring;
    this.relu = relu;
    this.gemm = kernels.gemm();
    this.vector = kernels.vector();
    this.mustCut = gemm.parts() > 0;
    this.parts = mustCut ? gemm.parts() : PARTS;
    this.rowsPerSample = wiring.input().shape().rowsPerSample();
    this.inputWidth = in;
    this.outputWidth = out;
    Initializer weights = weightInit.resolve(in, out, InitializerKind.xavierNorm(in, out));
    this.weight = new Parameter(wiring.name() + ".weight", firstParameter, in, out, weights);
    Initializer biases =
        biasInit.resolve(0, out, new Initializer.Normal(StrictMath.sqrt(1.0 / out)));
    this.bias =
        new Parameter(wiring.name() + ".bias", firstParameter + weight.size(), 1, out, biases);
    this.packed = new PackedMatrix(in, out);
    this.packedTranspose = wiring.wantsGradient(0) ? new PackedMatrix(out, in) : null;
  }

  /// `(B * rows, numOutput)` for one input `(B * rows, K)`.
  ///
  /// @throws IllegalArgumentException if the inputs are others
  public static List<TensorShape> outputShapes(List<TensorShape> inputs, int numOutput) {
    TensorShape input = Shapes.requireOneMatrix(TYPE, inputs);
    Shapes.requirePositive(TYPE, "num_output", numOutput);
    return List.of(new TensorShape(input.rowsPerSample(), List.of(numOutput)));
  }

  @Override
  public Wiring wiring() {
    return wiring;
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(weight, bias);
  }

  @Override
  public int scratchFloats(int samples) {
    return gemm.scratchFloats(samples * rowsPerSample, outputWidth);
  }

  @Override
  public void prepare(float[] parameters, boolean training) {
    gemm.pack(parameters, weight.offset(), outputWidth, packed);
    if (training && packedTranspose != null) {
      gemm.packTransposed(parameters, weight.offset(), outputWidth, packedTranspose);
    }
  }

  @Override
  public boolean startsGradients() {
    return true;
  }

  @Override
  public void forward(Workspace workspace) {
    int rows = workspace.samples() * rowsPerSample;
    if (isCut(workspace, rows)) {
      workspace.helpers().run(workspace, parts, forwardPart);
    } else {
      forward(workspace, 0, rows);
    }
  }

  private void forward(Workspace workspace, int from, int end) {
    Tensor input = wiring.input();
    Tensor output = wiring.output();
    gemm.forward(
        end - from,
        workspace.values(input),
        workspace.offset(input) + from * inputWidth,
        inputWidth,
        packed,
        workspace.parameters(),
        bias.offset(),
        relu,
        workspace.values(output),
        workspace.offset(output) + from * outputWidth,
        outputWidth);
  }

  @Override
  public void backward(Workspace workspace) {
    int rows = workspace.samples() * rowsPerSample;
    if (isCut(workspace, rows)) {
      backwardWithOthers(workspace, rows);
      return;
    }
    Tensor input = wiring.input();
    Tensor output = wiring.output();
    gemm.linearGradients(
        rows,
        inputWidth,
        outputWidth,
        workspace.values(input),
        workspace.offset(input),
        inputWidth,
        workspace.gradients(output),
        workspace.offset(output),
        outputWidth,
        relu ? workspace.values(output) : null,
        workspace.offset(output),
        !workspace.startsGradients(),
        workspace.parameterGradients(),
        weight.offset(),
        workspace.scratch());
    if (packedTranspose != null) {
      inputGradient(packedTranspose, workspace, 0, rows);
    }
  }

  private void inputGradient(PackedMatrix transpose, Workspace workspace, int from, int end) {
    Tensor input = wiring.input();
    Tensor output = wiring.output();
    gemm.inputGradient(
        end - from,
        workspace.gradients(output),
        workspace.offset(output) + from * outputWidth,
        outputWidth,
        transpose,
        wiring.accumulates(0),
        workspace.gradients(input),
        workspace.offset(input) + from * inputWidth,
        inputWidth);
  }

  /// Whether a product is cut: what is worth it if others wait, or, where the cut decides the bits,
  /// always.
  private boolean isCut(Workspace workspace, int rows) {
    return (long) rows * weight.size() >= SHARED_PRODUCTS
        && (mustCut || workspace.helpers().waiting() > 0);
  }

  /// The gradients in parts: ranges of rows of `dW`, then ranges of rows of `dX`.
  private void backwardWithOthers(Workspace workspace, int rows) {
    Tensor output = wiring.output();
    float[] dOut = workspace.gradients(output);
    int offset = workspace.offset(output);
    if (relu) {
      int floats = rows * outputWidth;
      vector.reluGradient(
          floats, workspace.values(output), offset, dOut, offset, false, dOut, offset);
    }
    float[] gradients = workspace.parameterGradients();
    if (workspace.startsGradients()) {
      Arrays.fill(gradients, bias.offset(), bias.offset() + outputWidth, 0);
    }
    gemm.biasGradient(rows, outputWidth, dOut, offset, outputWidth, gradients, bias.offset());
    int both = packedTranspose == null ? parts : 2 * parts;
    workspace.helpers().run(workspace, both, backwardPart);
  }

  private void backwardPart(Workspace workspace, int part, float[] scratch) {
    int rows = workspace.samples() * rowsPerSample;
    if (packedTranspose != null && part >= parts) {
      int from = firstRow(rows, part - parts);
      inputGradient(packedTranspose, workspace, from, firstRow(rows, part - parts + 1));
      return;
    }
    Tensor input = wiring.input();
    Tensor output = wiring.output();
    int from = firstRow(inputWidth, part);
    gemm.weightGradient(
        rows,
        firstRow(inputWidth, part + 1) - from,
        outputWidth,
        workspace.values(input),
        workspace.offset(input) + from,
        inputWidth,
        workspace.gradients(output),
        workspace.offset(output),
        outputWidth,
        !workspace.startsGradients(),
        workspace.parameterGradients(),
        weight.offset() + from * outputWidth,
        scratch);
  }

  private void forwardPart(Workspace workspace, int part, float[] scratch) {
    int rows = workspace.samples() * rowsPerSample;
    forward(workspace, firstRow(rows, part), firstRow(rows, part + 1));
  }

  /// Where a part of some rows begins.
  private int firstRow(int rows, int part) {
    int tile = mustCut ? FIXED_TILE_ROWS : TILE_ROWS;
    int each = Math.ceilDiv(Math.ceilDiv(rows, parts), tile) * tile;
    return Math.min(rows, part * each);
  }
}
