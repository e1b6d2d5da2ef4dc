//! An Originate with Async ends also where its OriginateResponse cannot come, and only
//! there.

use crate::client::{Accepted, Client, with};

const NEW: &str = "Asterisk Call Manager/7.0.3";
const ORIGINATE: &[(&str, &str)] = &[("Channel", "PJSIP/1"), ("Async", "true")];
const OFF: &[(&str, &str)] = &[("EventMask", "off")];
const ON: &[(&str, &str)] = &[("EventMask", "on")];

fn answer(id: &str, title: &str) -> String {
    format!("Response: {title}\r\nActionID: {id}\r\nMessage: x\r\n\r\n")
}

#[test]
fn a_mask_that_was_refused_mutes_nothing() {
    let mut client = Client::at(NEW, Accepted::Echoed);
    let events = client.submit(with(1, "Events", "", OFF));
    client.told(&answer(&events, "Error"));
    let originate = client.submit(with(2, "Originate", "", ORIGINATE));
    assert_eq!(client.told(&answer(&originate, "Success")), ["response Success 3 | Progress 2"]);
    let last = format!("Event: OriginateResponse\r\nActionID: {originate}\r\nResponse: Success\r\n\r\n");
    assert_eq!(client.told(&last), ["event OriginateResponse 3 | Response 2 last"]);
}

/// Nothing of it is in flight any more when the mask is taken back.
#[test]
fn an_originate_under_an_accepted_mask_is_over_with_its_response() {
    let mut client = Client::at(NEW, Accepted::Echoed);
    let events = client.submit(with(1, "Events", "", OFF));
    client.told(&answer(&events, "Success"));
    let originate = client.submit(with(2, "Originate", "", ORIGINATE));
    assert_eq!(client.told(&answer(&originate, "Success")), ["response Success 3 | Started 2 last"]);
    let events = client.submit(with(3, "Events", "", ON));
    client.told(&answer(&events, "Success"));
    let originate = client.submit(with(4, "Originate", "", ORIGINATE));
    assert_eq!(client.told(&answer(&originate, "Success")), ["response Success 3 | Progress 4"]);
}

/// Sent together, in this order, the server has the mask before the Originate.
#[test]
fn a_mask_that_is_on_its_way_counts_for_what_is_sent_behind_it() {
    let mut client = Client::at(NEW, Accepted::Echoed);
    let events = client.submit(with(1, "Events", "", OFF));
    let originate = client.submit(with(2, "Originate", "", ORIGINATE));
    client.told(&answer(&events, "Success"));
    assert_eq!(client.told(&answer(&originate, "Success")), ["response Success 3 | Started 2 last"]);
}

/// A mask that comes later keeps the end of one that was started from coming, too.
#[test]
fn an_originate_that_was_started_ends_with_the_mask_that_mutes_it() {
    let mut client = Client::at(NEW, Accepted::Echoed);
    let originate = client.submit(with(2, "Originate", "", ORIGINATE));
    assert_eq!(client.told(&answer(&originate, "Success")), ["response Success 3 | Progress 2"]);
    let events = client.submit(with(1, "Events", "", OFF));
    client.told(&answer(&events, "Success"));
    // At once, or with the next turn of its event loop; not with its limit.
    client.turn();
    assert_eq!((client.ended(), client.session.in_flight()), (&[1, 2][..], 0));
}
