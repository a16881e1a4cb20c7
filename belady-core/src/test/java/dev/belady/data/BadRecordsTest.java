// SPDX-License-Identifier: Apache-2.0
package dev.belady.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class BadRecordsTest {
  @Test
  void withoutALimitTheFirstBadRecordStops() {
    BadRecords records = new BadRecords(0);
    assertThatThrownBy(() -> records.skip("bad (a.data)"))
        .isInstanceOf(DataException.class)
        .hasMessage("bad (a.data)");
  }

  @Test
  void theRecordBeyondTheLimitStops() {
    List<String> reported = new ArrayList<>();
    BadRecords records = new BadRecords(3, reported::add);
    records.skip("one");
    records.skip(new BadRecords.Place("a.data", 7), 2, () -> "two more");
    assertThat(records.skipped()).isEqualTo(3);
    assertThat(reported).containsExactly("skipped: one", "skipped: two more");
    assertThatThrownBy(() -> records.skip("four"))
        .hasMessage("four (more than skip-bad-records=3 bad records)");
  }

  @Test
  void onlyTheFirstFewAreReportedAndTheOthersCostNoMessage() {
    List<String> reported = new ArrayList<>();
    BadRecords records = new BadRecords(1000, reported::add);
    for (int i = 0; i < 500; i++) {
      int number = i;
      records.skip(
          new BadRecords.Place("a.data", number),
          1,
          () -> {
            assertThat(number).isLessThan(10);
            return "bad " + number;
          });
    }
    assertThat(reported).hasSize(10);
    assertThat(records.skipped()).isEqualTo(500);
  }

  @Test
  void aRecordThatIsMetInPassAfterPassCountsOnce() {
    List<String> reported = new ArrayList<>();
    BadRecords records = new BadRecords(2, reported::add);
    for (int pass = 0; pass < 5; pass++) {
      records.skip(new BadRecords.Place("a.data", 7), 1, () -> "seven");
      records.skip("in words");
    }
    assertThat(records.skipped()).isEqualTo(2);
    assertThat(reported).containsExactly("skipped: seven", "skipped: in words");
  }

  @Test
  void aNegativeLimitIsRefused() {
    assertThatThrownBy(() -> new BadRecords(-1)).hasMessageContaining("skip-bad-records=-1");
  }
}
