// SPDX-License-Identifier: Apache-2.0
import dev.belady.config.ConfigFile;
import dev.belady.config.ConfigOverrides;
import dev.belady.config.ModelConfig;
import dev.belady.train.LearningRateScheduler;
import dev.belady.train.Session;

/// Trains with HugeCTR's low-level loop; the arguments are settings as after `--set`.
void main(String[] settings) throws InterruptedException {
  ModelConfig config =
      ConfigFile.read(Path.of("examples/dlrm.json"), ConfigOverrides.of(List.of(settings)));
  LearningRateScheduler schedule = LearningRateScheduler.of(config);
  try (Session session = Session.open(config)) {
    session.startDataReading();
    for (int iteration = 1; iteration <= 200; iteration++) {
      session.setLearningRate(schedule.next());
      session.train();
      if (iteration % 100 == 0) {
        IO.println("iteration " + iteration + ", loss " + session.currentLoss());
      }
    }
    session.evaluation().metrics().forEach(IO::println);
    IO.println("state " + Long.toHexString(session.stateHash()));
  }
}
