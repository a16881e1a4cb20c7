// SPDX-License-Identifier: Apache-2.0
package dev.belady.nn;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.ToDoubleFunction;

/// One batch through the layer of a [GradientCheck].
final class GradientPass {
  private static final double H = 1e-5;
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private final GradientCheck check;
  private final int[] shards;
  private final int batch;
  private final int capacity;
  private final Random random;
  private final Random placement;
  private final String what;
  private final List<Tensor> inputs = new ArrayList<>();
  private final List<InputGradient> modes = new ArrayList<>();
  private final List<Tensor> outputs = new ArrayList<>();
  private final int[] batchWide;
  private final Layer layer;
  private final int parameterCount;
  private final float[] parameters;
  private final float[] dParameters;
  private final float[] dParametersBefore;

  /// Whole-batch arrays by buffer, from which shards are filled.
  private final float[][] values;

  private final float[][] gradients;
  private final Workspace[] workspaces;
  private final float[][][] shardValues;
  private final float[][][] shardGradients;

  GradientPass(GradientCheck check, int[] shards, GradientCheck.Mode mode, long seed, int place) {
    this.check = check;
    this.shards = shards;
    this.batch = Arrays.stream(shards).sum();
    this.capacity = Arrays.stream(shards).max().orElseThrow() + place;
    this.random = new Random(seed);
    this.placement = new Random(31 * seed + place);
    this.what = "shards=%s, mode=%s, seed=%d".formatted(Arrays.toString(shards), mode, seed);
    int buffer = 0;
    for (int i = 0; i < check.inputShapes.size(); i++) {
      TensorShape shape = check.inputShapes.get(i);
      int number = check.oneTensor ? 0 : buffer++;
      inputs.add(new Tensor(number, "in" + number, shape));
      modes.add(gradientMode(mode, i));
    }
    buffer = check.oneTensor ? 1 : buffer;
    for (TensorShape shape : check.outputShapes) {
      outputs.add(new Tensor(buffer, "out" + outputs.size(), shape));
      buffer++;
    }
    this.batchWide = new int[buffer];
    this.values = new float[buffer][];
    this.gradients = new float[buffer][];
    this.layer = check.factory.create(new Wiring(0, "layer", inputs, modes, outputs));
    this.parameterCount = layer.parameters().stream().mapToInt(Parameter::size).sum();
    this.parameters = withGarbageAround(GradientCheck.FIRST_PARAMETER, parameterCount);
    this.dParameters = withGarbageAround(GradientCheck.FIRST_PARAMETER, parameterCount);
    this.dParametersBefore = dParameters.clone();
    this.workspaces = new Workspace[shards.length];
    this.shardValues = new float[shards.length][buffer][];
    this.shardGradients = new float[shards.length][buffer][];
  }

  private InputGradient gradientMode(GradientCheck.Mode mode, int input) {
    if (check.labels.get(input) != null) {
      return InputGradient.NONE;
    }
    return switch (mode) {
      case OVERWRITE ->
          check.oneTensor && input > 0 ? InputGradient.ACCUMULATE : InputGradient.OVERWRITE;
      case ACCUMULATE -> InputGradient.ACCUMULATE;
      case MIXED ->
          check.oneTensor || random.nextBoolean() ? InputGradient.ACCUMULATE : InputGradient.NONE;
    };
  }

  private float[] withGarbageAround(int before, int count) {
    float[] array = new float[before + count + 3];
    Arrays.fill(array, Float.NaN);
    for (int i = 0; i < count; i++) {
      array[before + i] = (float) draw(random);
    }
    return array;
  }

  /// Away from 0, where some layers have no derivative.
  private static double draw(Random random) {
    return (random.nextBoolean() ? 1 : -1) * (float) (0.1 + 1.4 * random.nextDouble());
  }

  /// The outputs, then the gradients of inputs and of parameters.
  List<float[]> run() {
    drawValues();
    buildWorkspaces();
    layer.prepare(parameters, true);
    forward(true);
    double[][] in = inputValues();
    compareOutputs(in);
    backward();
    compareInputGradients(in);
    compareParameterGradients(in);
    compareGarbage();
    List<float[]> results = results();
    if (check.evaluationIsTheSame) {
      layer.prepare(parameters, false);
      forward(false);
      compareOutputs(in);
    }
    allocatesNothing();
    return results;
  }

  private List<float[]> results() {
    List<float[]> results = new ArrayList<>();
    for (Tensor output : outputs) {
      results.add(joined(output, shardValues));
    }
    for (int i = 0; i < inputs.size(); i++) {
      if (modes.get(i) != InputGradient.NONE) {
        results.add(joined(inputs.get(i), shardGradients));
      }
    }
    results.add(dParameters.clone());
    return results;
  }

  /// Runs last: it repeats the pass, and with it what backward has changed. The JVM itself may now
  /// and then allocate on this thread (when it throws compiled code away), a layer would do so each
  /// time.
  private void allocatesNothing() {
    Workspace workspace = workspaces[0];
    workspace.enterShard(0, shards[0], batch, true, GradientCheck.STEP);
    long least = Long.MAX_VALUE;
    for (int attempt = 0; attempt < 5 && least > 0; attempt++) {
      long before = THREADS.getCurrentThreadAllocatedBytes();
      layer.prepare(parameters, true);
      layer.forward(workspace);
      layer.backward(workspace);
      least = Math.min(least, THREADS.getCurrentThreadAllocatedBytes() - before);
    }
    assertThat(least).as(what + ", bytes allocated").isZero();
  }

  private void drawValues() {
    for (int i = 0; i < inputs.size(); i++) {
      ToDoubleFunction<Random> label = check.labels.get(i);
      float[] array = new float[batch * inputs.get(i).shape().sampleFloats()];
      for (int k = 0; k < array.length; k++) {
        array[k] = (float) (label == null ? draw(random) : label.applyAsDouble(random));
      }
      values[inputs.get(i).buffer()] = array;
      gradients[inputs.get(i).buffer()] = drawGradients(inputs.get(i), modes.get(i));
    }
    if (check.oneTensor) {
      gradients[0] = drawGradients(inputs.getFirst(), modes.getFirst());
    }
    for (Tensor output : outputs) {
      int n = batch * output.shape().sampleFloats();
      values[output.buffer()] = filled(n, Float.NaN);
      float[] dOut = new float[n];
      for (int k = 0; k < n; k++) {
        dOut[k] = (float) draw(random);
      }
      gradients[output.buffer()] = dOut;
    }
  }

  private float[] drawGradients(Tensor input, InputGradient mode) {
    int n = batch * input.shape().sampleFloats();
    float[] gradient = new float[mode == InputGradient.NONE ? 0 : n];
    for (int i = 0; i < gradient.length; i++) {
      gradient[i] = mode == InputGradient.OVERWRITE ? Float.NaN : (float) draw(random);
    }
    return gradient;
  }

  static float[] filled(int n, float value) {
    float[] array = new float[n];
    Arrays.fill(array, value);
    return array;
  }

  private void buildWorkspaces() {
    int buffers = values.length;
    float[][] sharedValues = new float[buffers][];
    float[][] sharedGradients = new float[buffers][];
    for (int buffer = 0; buffer < buffers; buffer++) {
      if (placement.nextInt(3) == 0) {
        batchWide[buffer] = values[buffer].length / batch;
        sharedValues[buffer] = Arrays.copyOf(values[buffer], values[buffer].length + 2);
        sharedGradients[buffer] = gradients[buffer].clone();
      }
    }
    int first = 0;
    for (int shard = 0; shard < shards.length; shard++) {
      for (int buffer = 0; buffer < buffers; buffer++) {
        if (batchWide[buffer] > 0) {
          shardValues[shard][buffer] = sharedValues[buffer];
          shardGradients[shard][buffer] = sharedGradients[buffer];
        } else {
          shardValues[shard][buffer] = localCopy(values[buffer], first, shards[shard]);
          shardGradients[shard][buffer] = localCopy(gradients[buffer], first, shards[shard]);
        }
      }
      workspaces[shard] = workspace(shard, first);
      first += shards[shard];
    }
  }

  private float[] localCopy(float[] whole, int first, int samples) {
    int floats = whole.length / batch;
    float[] copy = filled(floats * capacity, Float.NaN);
    System.arraycopy(whole, first * floats, copy, 0, samples * floats);
    return copy;
  }

  private Workspace workspace(int shard, int first) {
    List<Integer> cacheFloats = layer.cacheFloats();
    float[][] caches = new float[cacheFloats.size()][];
    for (int i = 0; i < caches.length; i++) {
      caches[i] = filled(cacheFloats.get(i) * capacity, Float.NaN);
    }
    float[] scratch = filled(layer.scratchFloats(capacity), Float.NaN);
    Workspace workspace =
        new Workspace(
            shardValues[shard], shardGradients[shard], batchWide, new float[][][] {caches});
    workspace.enterWorker(scratch, Helpers.NONE);
    workspace.bindParameters(parameters, dParameters);
    workspace.enterShard(first, shards[shard], batch, true, GradientCheck.STEP);
    return workspace;
  }

  private void forward(boolean training) {
    int first = 0;
    for (int shard = 0; shard < shards.length; shard++) {
      workspaces[shard].enterShard(first, shards[shard], batch, training, GradientCheck.STEP);
      first += shards[shard];
    }
    if (training && layer instanceof BatchStatisticsLayer statistics) {
      double[] sums = new double[statistics.partialSize()];
      for (Workspace workspace : workspaces) {
        statistics.forwardSums(workspace, sums);
      }
      statistics.finishForwardSums(sums, batch);
    }
    for (Workspace workspace : workspaces) {
      layer.forward(workspace);
    }
  }

  private void backward() {
    if (layer instanceof BatchStatisticsLayer statistics) {
      double[] sums = new double[statistics.partialSize()];
      for (Workspace workspace : workspaces) {
        statistics.backwardSums(workspace, sums);
      }
      statistics.finishBackwardSums(sums, batch);
    }
    for (Workspace workspace : workspaces) {
      layer.backward(workspace);
    }
  }

  private double[][] inputValues() {
    double[][] in = new double[inputs.size()][];
    for (int i = 0; i < in.length; i++) {
      in[i] = check.oneTensor && i > 0 ? in[0] : asDoubles(values[inputs.get(i).buffer()]);
    }
    return in;
  }

  private static double[] asDoubles(float[] array) {
    double[] doubles = new double[array.length];
    for (int i = 0; i < array.length; i++) {
      doubles[i] = array[i];
    }
    return doubles;
  }

  private double[] parameterValues() {
    return asDoubles(
        Arrays.copyOfRange(
            parameters,
            GradientCheck.FIRST_PARAMETER,
            GradientCheck.FIRST_PARAMETER + parameterCount));
  }

  /// The whole batch's part of a buffer, joined from the shards.
  private float[] joined(Tensor tensor, float[][][] byShard) {
    int floats = tensor.shape().sampleFloats();
    float[] whole = new float[batch * floats];
    int first = 0;
    for (int shard = 0; shard < shards.length; shard++) {
      int offset = batchWide[tensor.buffer()] > 0 ? first * floats : 0;
      System.arraycopy(
          byShard[shard][tensor.buffer()], offset, whole, first * floats, shards[shard] * floats);
      first += shards[shard];
    }
    return whole;
  }

  private void compareOutputs(double[][] in) {
    double[][] expected = check.oracle.outputs(in, parameterValues(), batch);
    for (int i = 0; i < outputs.size(); i++) {
      compare("output " + i, joined(outputs.get(i), shardValues), expected[i], 2e-5);
    }
    GradientCheck.LossOracle loss = check.lossOracle;
    if (loss != null) {
      double mean = loss.meanLoss(in, batch);
      double sum = Arrays.stream(workspaces).mapToDouble(Workspace::lossSum).sum();
      compare("loss", new float[] {(float) (sum / batch)}, new double[] {mean}, 1e-6);
    }
  }

  private double objective(double[][] in, double[] params) {
    GradientCheck.LossOracle loss = check.lossOracle;
    if (loss != null) {
      return loss.meanLoss(in, batch);
    }
    double[][] out = check.oracle.outputs(in, params, batch);
    double sum = 0;
    for (int i = 0; i < out.length; i++) {
      float[] cotangents = gradients[outputs.get(i).buffer()];
      for (int k = 0; k < out[i].length; k++) {
        sum += out[i][k] * cotangents[k];
      }
    }
    return sum;
  }

  private double[] differences(double[] varied, double[][] in, double[] params) {
    double[] gradient = new double[varied.length];
    for (int i = 0; i < varied.length; i++) {
      double x = varied[i];
      varied[i] = x + H;
      double above = objective(in, params);
      varied[i] = x - H;
      double below = objective(in, params);
      varied[i] = x;
      gradient[i] = (above - below) / (2 * H);
    }
    return gradient;
  }

  private void compareInputGradients(double[][] in) {
    for (int i = 0; i < (check.oneTensor ? 1 : inputs.size()); i++) {
      if (modes.get(i) == InputGradient.NONE) {
        continue;
      }
      double[] expected = differences(in[i], in, parameterValues());
      if (modes.get(i) == InputGradient.ACCUMULATE) {
        float[] before = gradients[inputs.get(i).buffer()];
        for (int k = 0; k < expected.length; k++) {
          expected[k] += before[k];
        }
      }
      compare("gradient of input " + i, joined(inputs.get(i), shardGradients), expected, 1e-4);
    }
  }

  private void compareParameterGradients(double[][] in) {
    double[] params = parameterValues();
    double[] expected = differences(params, in, params);
    float[] actual = new float[parameterCount];
    for (int i = 0; i < parameterCount; i++) {
      expected[i] += dParametersBefore[GradientCheck.FIRST_PARAMETER + i];
      actual[i] = dParameters[GradientCheck.FIRST_PARAMETER + i];
    }
    compare("gradient of parameters", actual, expected, 1e-4);
    for (int i = 0; i < dParameters.length; i++) {
      if (i < GradientCheck.FIRST_PARAMETER
          || i >= GradientCheck.FIRST_PARAMETER + parameterCount) {
        assertThat(dParameters[i]).as(what + ", parameter of another layer").isNaN();
      }
    }
  }

  private void compareGarbage() {
    for (Tensor input : inputs) {
      assertThat(joined(input, shardValues))
          .as(what + ", input values")
          .containsExactly(values[input.buffer()]);
    }
    for (int shard = 0; shard < shards.length; shard++) {
      for (int buffer = 0; buffer < values.length; buffer++) {
        if (batchWide[buffer] == 0) {
          compareGarbage(shardValues[shard][buffer], shards[shard]);
          compareGarbage(shardGradients[shard][buffer], shards[shard]);
        }
      }
    }
  }

  private void compareGarbage(float[] local, int samples) {
    for (int i = local.length / capacity * samples; i < local.length; i++) {
      assertThat(local[i]).as(what + ", behind the last sample").isNaN();
    }
  }

  private void compare(String name, float[] actual, double[] expected, double tolerance) {
    assertThat(actual).as(what + ", " + name).hasSameSizeAs(expected);
    for (int i = 0; i < actual.length; i++) {
      double allowed = tolerance * (1 + Math.abs(expected[i]));
      // A NaN must not pass.
      assertThat(Math.abs(actual[i] - expected[i]) <= allowed)
          .as("%s, %s, element %d: %s for %s", what, name, i, actual[i], expected[i])
          .isTrue();
    }
  }
}
