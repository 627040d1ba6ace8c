//! Today, for suppressions that end.

use std::time::{SystemTime, UNIX_EPOCH};

use straplock::filter::suppress::Date;

/// The date in UTC.
pub(crate) fn today() -> Date {
    let seconds = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |elapsed| elapsed.as_secs());
    from_days(i64::try_from(seconds / 86_400).expect("the clock is within this age"))
}

/// Howard Hinnant's `civil_from_days`: days since 1970-01-01 to year, month, day.
fn from_days(days: i64) -> Date {
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let day_of_era = shifted.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_index = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_index + 2) / 5 + 1;
    let month = if month_index < 10 { month_index + 3 } else { month_index - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    let small = |number: i64| u8::try_from(number).expect("months and days are small");
    Date { year: u16::try_from(year).expect("the clock is within this age"), month: small(month), day: small(day) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_become_dates() {
        let date = |days| from_days(days).to_string();
        assert_eq!([date(0), date(59), date(11_016), date(20_781)], ["1970-01-01", "1970-03-01", "2000-02-29", "2026-11-24"]);
    }
}
