// SPDX-License-Identifier: Apache-2.0
package dev.belady.nn;

import dev.belady.kernel.GemmKernels;
import dev.belady.kernel.Kernels;
import dev.belady.kernel.PackedMatrix;
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

  private final Wiring wiring;
  private final boolean relu;
  private final GemmKernels gemm;
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
    Tensor input = wiring.input();
    Tensor output = wiring.output();
    gemm.forward(
        workspace.samples() * rowsPerSample,
        workspace.values(input),
        workspace.offset(input),
        inputWidth,
        packed,
        workspace.parameters(),
        bias.offset(),
        relu,
        workspace.values(output),
        workspace.offset(output),
        outputWidth);
  }

  @Override
  public void backward(Workspace workspace) {
    Tensor input = wiring.input();
    Tensor output = wiring.output();
    int rows = workspace.samples() * rowsPerSample;
    float[] dOut = workspace.gradients(output);
    int dOutOffset = workspace.offset(output);
    gemm.linearGradients(
        rows,
        inputWidth,
        outputWidth,
        workspace.values(input),
        workspace.offset(input),
        inputWidth,
        dOut,
        dOutOffset,
        outputWidth,
        relu ? workspace.values(output) : null,
        dOutOffset,
        !workspace.startsGradients(),
        workspace.parameterGradients(),
        weight.offset(),
        workspace.scratch());
    if (packedTranspose != null) {
      gemm.inputGradient(
          rows,
          dOut,
          dOutOffset,
          outputWidth,
          packedTranspose,
          wiring.accumulates(0),
          workspace.gradients(input),
          workspace.offset(input),
          inputWidth);
    }
  }
}
