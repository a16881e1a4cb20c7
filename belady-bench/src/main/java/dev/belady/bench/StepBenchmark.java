// SPDX-License-Identifier: Apache-2.0
package dev.belady.bench;

import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;

/// Samples per second of whole training steps of one workload, see [MeasuredSession].
///
///     java -cp benchmarks.jar dev.belady.bench.StepBenchmark workload=RMC2 batch=2048 threads=2
///
/// Prints one JSON object a line: the losses of the first steps, each window, the roof, and the
/// result with the fraction of the roof, that is, of the speed at which nothing but the counted
/// matrix products takes time.
final class StepBenchmark {
  private StepBenchmark() {}

  /// Runs with the arguments of [BenchmarkOptions].
  public static void main(String[] arguments) throws IOException, InterruptedException {
    BenchmarkOptions options = BenchmarkOptions.parse(arguments);
    BenchmarkOptions.Timing timing = options.timing();
    try (MeasuredSession session = MeasuredSession.open(options)) {
      System.out.println(session.description());
      System.out.println(session.losses());
      session.window(timing.warmup());
      MeasuredSession.Window[] windows = new MeasuredSession.Window[timing.windows()];
      for (int i = 0; i < windows.length; i++) {
        windows[i] = session.window(timing.seconds());
        System.out.println(windows[i].json());
      }
      MeasuredSession.Roof roof = session.roof();
      System.out.println(roof.json());
      double median = median(windows);
      System.out.printf(
          Locale.ROOT,
          "{\"event\": \"result\", \"median\": %.0f, \"roof_fraction\": %.3f}%n",
          median,
          median * roof.flops() / roof.peakFlops());
    }
  }

  private static double median(MeasuredSession.Window[] windows) {
    double[] speeds =
        Arrays.stream(windows).mapToDouble(MeasuredSession.Window::samplesPerSecond).toArray();
    Arrays.sort(speeds);
    return (speeds[(speeds.length - 1) / 2] + speeds[speeds.length / 2]) / 2;
  }
}
