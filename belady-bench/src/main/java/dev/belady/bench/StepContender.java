// SPDX-License-Identifier: Apache-2.0
package dev.belady.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;

/// Belady's side of `compare.sh`: a session that trains when it is told to, so that contenders can
/// take turns while all of them stay warm.
///
/// Once ready it prints a line, and then one for each line that it reads:
///
/// - `files`: writes what the others need, see [PeerFiles]; before the first step
/// - `losses`: trains the first steps
/// - `window SECONDS`: trains for that long
/// - `roof`: measures the machine
///
/// It ends with its input.
final class StepContender {
  private StepContender() {}

  /// Runs with the arguments of [BenchmarkOptions].
  public static void main(String[] arguments) throws IOException, InterruptedException {
    BenchmarkOptions options = BenchmarkOptions.parse(arguments);
    try (MeasuredSession session = MeasuredSession.open(options)) {
      System.out.println(session.description());
      BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, UTF_8));
      for (String line = commands.readLine(); line != null; line = commands.readLine()) {
        System.out.println(answer(session, options, line.split(" ", -1)));
      }
    }
  }

  private static String answer(MeasuredSession session, BenchmarkOptions options, String[] words)
      throws IOException, InterruptedException {
    return switch (words[0]) {
      case "files" -> {
        PeerFiles.write(options, session.data(), session.model());
        yield "{\"event\": \"files\"}";
      }
      case "losses" -> session.losses();
      case "window" -> session.window(Double.parseDouble(words[1])).json();
      case "roof" -> session.roof().json();
      default -> throw new IllegalArgumentException("unknown command: " + words[0]);
    };
  }
}
