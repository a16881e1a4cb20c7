// SPDX-License-Identifier: Apache-2.0
package dev.belady.nn;

import static dev.belady.nn.GradientCheck.FIRST_PARAMETER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belady.kernel.Bf16Samples;
import dev.belady.kernel.GemmKernels;
import dev.belady.kernel.KernelProvider;
import dev.belady.kernel.Kernels;
import java.lang.reflect.Proxy;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class LinearTest {
  private static GradientCheck check(int rows, int in, int out, boolean relu) {
    return new GradientCheck(
        List.of(new TensorShape(rows, List.of(in))),
        List.of(new TensorShape(rows, List.of(out))),
        wiring -> linear(wiring, InitializerKind.DEFAULT, InitializerKind.DEFAULT, relu),
        (inputs, parameters, samples) -> {
          double[] y = new double[samples * rows * out];
          for (int i = 0; i < samples * rows; i++) {
            for (int j = 0; j < out; j++) {
              double sum = parameters[in * out + j];
              for (int k = 0; k < in; k++) {
                sum += inputs[0][i * in + k] * parameters[k * out + j];
              }
              y[i * out + j] = relu ? Math.max(0, sum) : sum;
            }
          }
          return new double[][] {y};
        });
  }

  private static Linear linear(
      Wiring wiring, InitializerKind weight, InitializerKind bias, boolean relu) {
    return new Linear(wiring, FIRST_PARAMETER, weight, bias, relu, NaiveKernels.create());
  }

  private static Linear linear(int in, int out, InitializerKind weight, InitializerKind bias) {
    Tensor input = new Tensor(0, "x", TensorShape.vector(in));
    Tensor output = new Tensor(1, "y", TensorShape.vector(out));
    Wiring wiring =
        new Wiring(0, "fc1", List.of(input), List.of(InputGradient.NONE), List.of(output));
    return linear(wiring, weight, bias, false);
  }

  @Test
  void multipliesAndAddsTheBias() {
    check(1, 5, 3, false).check();
    check(1, 3, 1, false).check();
    check(1, 2, 70, false).check();
  }

  @Test
  void cutsNegativeOutputsWhenFused() {
    check(1, 5, 3, true).check();
  }

  @Test
  void takesSeveralRowsPerSample() {
    check(3, 4, 2, true).check();
  }

  /// Takes the parts in an order of its own, in room of its own.
  private static final class OtherOrder implements Helpers {
    private int parts;

    @Override
    public int waiting() {
      return 1;
    }

    @Override
    public void run(Workspace workspace, int count, Part part) {
      for (int i = count - 1; i >= 0; i--) {
        part.run(workspace, i, GradientPass.filled(workspace.scratch().length, Float.NaN));
        parts++;
      }
    }
  }

  @Test
  void partsThatOthersTakeChangeNoBit() {
    for (int in : new int[] {191, 192}) {
      for (InputGradient gradient : InputGradient.values()) {
        for (boolean starts : new boolean[] {false, true}) {
          OtherOrder others = new OtherOrder();
          Kernels kernels = KernelProvider.select();
          assertThat(allResults(kernels, in, gradient, starts, others))
              .containsExactly(allResults(kernels, in, gradient, starts, Helpers.NONE));
          assertThat(others.parts).isEqualTo(gradient == InputGradient.NONE ? 8 : 12);
        }
      }
    }
  }

  /// The bits of these products depend on their shape.
  @Test
  void productsThatMustBeCutAreCutWhetherOthersWaitOrNot() {
    for (InputGradient gradient : InputGradient.values()) {
      for (boolean starts : new boolean[] {false, true}) {
        OtherOrder others = new OtherOrder();
        Kernels kernels = Bf16Samples.shaped();
        assertThat(allResults(kernels, 191, gradient, starts, others))
            .containsExactly(allResults(kernels, 191, gradient, starts, Helpers.NONE));
        assertThat(others.parts).isEqualTo(gradient == InputGradient.NONE ? 4 : 6);
      }
    }
  }

  /// Outputs and all gradients of 200 samples.
  private static float[] allResults(
      Kernels kernels, int in, InputGradient gradient, boolean starts, Helpers helpers) {
    int samples = 200;
    int out = 130;
    SplittableRandom random = new SplittableRandom(7);
    float[][] values = {random(random, samples * in), random(random, samples * out)};
    float[][] gradients = {random(random, samples * in), random(random, samples * out)};
    float[] parameters = random(random, (in + 1) * out);
    float[] parameterGradients = random(random, (in + 1) * out);
    Wiring wiring =
        new Wiring(
            0,
            "fc1",
            List.of(new Tensor(0, "x", TensorShape.vector(in))),
            List.of(gradient),
            List.of(new Tensor(1, "y", TensorShape.vector(out))));
    Linear layer =
        new Linear(wiring, 0, InitializerKind.DEFAULT, InitializerKind.DEFAULT, true, kernels);
    layer.prepare(parameters, true);
    Workspace workspace = new Workspace(values, gradients, new int[2], new float[1][0][]);
    workspace.enterWorker(new float[layer.scratchFloats(samples)], helpers);
    workspace.bindParameters(parameters, parameterGradients);
    if (starts) {
      workspace.startGradients();
    }
    workspace.enterShard(0, samples, samples, true, 1);
    layer.forward(workspace);
    layer.backward(workspace);
    FloatBuffer all = FloatBuffer.allocate(samples * (in + 2 * out) + (in + 1) * out);
    all.put(values[1]).put(gradients[0]).put(gradients[1]).put(parameterGradients);
    return all.array();
  }

  private static float[] random(SplittableRandom random, int n) {
    float[] values = new float[n];
    for (int i = 0; i < n; i++) {
      values[i] = random.nextFloat() - 0.5f;
    }
    return values;
  }

  @Test
  void packsTheTransposeOnlyWhenBackwardWantsIt() {
    assertThat(packings(InputGradient.OVERWRITE, true)).containsExactly("pack", "packTransposed");
    assertThat(packings(InputGradient.OVERWRITE, false)).containsExactly("pack");
    assertThat(packings(InputGradient.NONE, true)).containsExactly("pack");
  }

  /// What `prepare` calls.
  private static List<String> packings(InputGradient gradient, boolean training) {
    List<String> calls = new ArrayList<>();
    Kernels naive = NaiveKernels.create();
    GemmKernels recording =
        (GemmKernels)
            Proxy.newProxyInstance(
                GemmKernels.class.getClassLoader(),
                new Class<?>[] {GemmKernels.class},
                (proxy, method, arguments) -> {
                  if (method.getName().startsWith("pack")) {
                    calls.add(method.getName());
                  }
                  return method.invoke(naive.gemm(), arguments);
                });
    Kernels kernels =
        new Kernels(
            "recording",
            recording,
            naive.vector(),
            naive.interaction(),
            naive.rows(),
            naive.dense());
    Wiring wiring =
        new Wiring(
            0,
            "fc1",
            List.of(new Tensor(0, "x", TensorShape.vector(3))),
            List.of(gradient),
            List.of(new Tensor(1, "y", TensorShape.vector(2))));
    new Linear(wiring, 0, InitializerKind.DEFAULT, InitializerKind.DEFAULT, false, kernels)
        .prepare(new float[8], training);
    return calls;
  }

  @Test
  void placesTheBiasBehindTheWeight() {
    List<Parameter> parameters =
        linear(3, 8, InitializerKind.DEFAULT, InitializerKind.DEFAULT).parameters();
    assertThat(parameters)
        .containsExactly(
            new Parameter("fc1.weight", 5, 3, 8, InitializerKind.xavierNorm(3, 8)),
            new Parameter("fc1.bias", 29, 1, 8, new Initializer.Normal(Math.sqrt(1.0 / 8))));
  }

  @Test
  void resolvesTheNamedInitialisers() {
    assertThat(linear(3, 8, InitializerKind.UNIFORM, InitializerKind.UNIFORM).parameters())
        .extracting(Parameter::initializer)
        .containsExactly(new Initializer.Uniform(1.0 / 11), new Initializer.Uniform(1.0 / 8));
    assertThat(
            linear(4, 8, InitializerKind.XAVIER_UNIFORM, InitializerKind.XAVIER_UNIFORM)
                .parameters())
        .extracting(Parameter::initializer)
        .containsExactly(
            new Initializer.Uniform(Math.sqrt(0.5)), new Initializer.Uniform(Math.sqrt(0.75)));
    assertThat(linear(4, 4, InitializerKind.XAVIER_NORM, InitializerKind.ZERO).parameters())
        .extracting(Parameter::initializer)
        .containsExactly(new Initializer.Normal(0.5 / 0.8796), new Initializer.Constant(0));
  }

  @Test
  void saysWhichShapesItTakes() {
    TensorShape embedding = new TensorShape(1, List.of(26, 16));
    assertThatThrownBy(() -> Linear.outputShapes(List.of(embedding), 4))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("InnerProduct needs a 2-D input (B, width): input=(B, 26, 16)");
    TensorShape vector = TensorShape.vector(3);
    assertThatThrownBy(() -> Linear.outputShapes(List.of(vector, vector), 4))
        .hasMessage("InnerProduct needs exactly 1 input: inputs=[(B, 3), (B, 3)]");
    assertThatThrownBy(() -> Linear.outputShapes(List.of(vector), 0))
        .hasMessage("num_output of InnerProduct must be > 0: num_output=0");
  }

  @Test
  void refusesAnOutputOfAnotherShape() {
    Tensor input = new Tensor(0, "x", new TensorShape(2, List.of(3)));
    Tensor output = new Tensor(1, "y", TensorShape.vector(4));
    Wiring wiring =
        new Wiring(0, "fc1", List.of(input), List.of(InputGradient.NONE), List.of(output));
    assertThatThrownBy(
            () -> linear(wiring, InitializerKind.DEFAULT, InitializerKind.DEFAULT, false))
        .hasMessage("outputs of fc1 must have the shapes [(B*2, 4)]: outputs=[(B, 4)]");
  }
}
