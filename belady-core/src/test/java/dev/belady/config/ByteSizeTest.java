// SPDX-License-Identifier: Apache-2.0
package dev.belady.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ByteSizeTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "4096, 4096",
    "12B, 12",
    "1KB, 1000",
    "1KiB, 1024",
    "512MiB, 536870912",
    "1.5 GiB, 1610612736",
    "2GB, 2000000000",
    "3TiB, 3298534883328"
  })
  void readsNumbersWithUnits(String text, long bytes) {
    assertThat(ByteSize.parse(text).bytes()).isEqualTo(bytes);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "MiB", "-1", "1 MIB", "1e3", "1,5GiB", "12 apples"})
  void refusesOtherText(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ByteSize.parse(text))
        .withMessageContaining("a size must be a number with B, KiB");
  }

  @ParameterizedTest
  @ValueSource(strings = {"9223372036854775808", "99999999TiB"})
  void refusesSizesBeyondLong(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ByteSize.parse(text))
        .withMessage("a size must be below 8 EiB: size=" + text);
  }

  @ParameterizedTest
  @CsvSource({"0, 0B", "1000, 1000B", "1024, 1KiB", "1536, 1536B", "1073741824, 1GiB"})
  void writesTheLargestWholeUnit(long bytes, String text) {
    assertThat(new ByteSize(bytes)).hasToString(text);
    assertThat(ByteSize.parse(text)).isEqualTo(new ByteSize(bytes));
  }
}
