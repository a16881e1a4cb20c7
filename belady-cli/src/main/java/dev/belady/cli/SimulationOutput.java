// SPDX-License-Identifier: Apache-2.0
package dev.belady.cli;

import dev.belady.data.file.PendingFile;
import dev.belady.simulate.KeyTrace;
import dev.belady.simulate.SimulationOutcome;
import dev.belady.simulate.SimulationSpec;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Where the results of a simulation go.
final class SimulationOutput {
  @Option(
      names = "--report",
      paramLabel = "FILE",
      description = "Write an HTML page with tables and plots over the sizes, too.")
  private @Nullable Path report;

  @Option(
      names = "--json",
      description = "One JSON object on standard output; the tables go to standard error.")
  private boolean json;

  boolean json() {
    return json;
  }

  /// Prints and writes what is asked for.
  ///
  /// @param people where text goes
  void write(
      PrintWriter out,
      PrintWriter people,
      KeyTrace trace,
      SimulationSpec spec,
      SimulationOutcome outcome) {
    new SimulationText(trace, spec, outcome).lines().forEach(people::println);
    if (json) {
      out.println(SimulationJson.json(trace, spec, outcome));
    }
    out.flush();
    if (report != null && !outcome.sections().isEmpty()) {
      byte[] page =
          new SimulationPage(trace, spec, outcome).html().getBytes(StandardCharsets.UTF_8);
      try (PendingFile file = PendingFile.create(report.toAbsolutePath())) {
        file.write(page, 0, page.length);
        file.commit();
      }
      people.println("Report: " + report.toAbsolutePath());
    }
    people.flush();
  }
}
