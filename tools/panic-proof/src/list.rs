//! The list: each public function of floors 0 to 5, written by hand or by
//! macro of ours (not by `derive`), as rustdoc names it.

use core::fmt::{Debug, Display};

use amiwire::{bytes, command, counters, error, limits, name, packet, parse, reader, scan, session, value, write};

use super::prove;

// Memory as the caller of C lends it, and as a Rust program owns it.
type Storage = &'static mut [u8];
type Index = &'static mut [u32];
type Slots = &'static mut [session::Slot];
type Out = &'static mut [u8];

// error
prove! {
    "error::Error as Display::fmt" => <error::Error as Display>::fmt;
    "error::Error as From::from" => <error::Error as From<error::Status>>::from;
    "error::Error::at" => error::Error::at;
    "error::Error::is_fatal" => error::Error::is_fatal;
    "error::Error::new" => error::Error::new;
    "error::Status as Display::fmt" => <error::Status as Display>::fmt;
    "error::Status::code" => error::Status::code;
    "error::Status::from_code" => error::Status::from_code;
    "error::Status::is_error" => error::Status::is_error;
    "error::Status::has_offset" => error::Status::has_offset;
    "error::Status::is_fatal" => error::Status::is_fatal;
    "error::Status::name" => error::Status::name;
    "error::Status::name_c" => error::Status::name_c;
    "error::Status::text" => error::Status::text;
    "error::Status::text_c" => error::Status::text_c;
}

// limits
prove! {
    "limits::Limits as Default::default" => <limits::Limits as Default>::default;
}

// bytes
prove! {
    "bytes::equal_fold" => bytes::equal_fold;
    "bytes::fold_word" => bytes::fold_word;
    "bytes::starts_with_fold" => bytes::starts_with_fold;
}

// counters
prove! {
    "counters::Counters::at" => counters::Counters::at;
    "counters::Counters::by_name" => counters::Counters::by_name;
    "counters::Counters::sum" => counters::Counters::sum;
}

// scan
prove! {
    "scan::Kernel::by_name" => scan::Kernel::by_name;
    "scan::Kernel::current" => scan::Kernel::current;
    "scan::Kernel::force" => scan::Kernel::force;
    "scan::Kernel::is_available" => scan::Kernel::is_available;
    "scan::Kernel::name" => scan::Kernel::name;
}

// packet
prove! {
    "packet::Greeting::is_proxy" => packet::Greeting::is_proxy;
    "packet::Greeting::parse" => packet::Greeting::parse;
    "packet::Header::id" => packet::Header::id;
    "packet::Header::is" => packet::Header::is;
    "packet::Headers as Iterator::next" => <packet::Headers as Iterator>::next;
    "packet::Headers as Iterator::size_hint" => <packet::Headers as Iterator>::size_hint;
    "packet::Kind::name" => packet::Kind::name;
    "packet::Packet as Debug::fmt" => <packet::Packet as Debug>::fmt;
    "packet::Packet::action" => packet::Packet::action;
    "packet::Packet::event" => packet::Packet::event;
    "packet::Packet::action_id" => packet::Packet::action_id;
    "packet::Packet::body" => packet::Packet::body;
    "packet::Packet::get" => packet::Packet::get;
    "packet::Packet::get_nth" => packet::Packet::get_nth;
    "packet::Packet::greeting" => packet::Packet::greeting;
    "packet::Packet::header" => packet::Packet::header;
    "packet::Packet::headers" => packet::Packet::headers;
    "packet::Packet::is_empty" => packet::Packet::is_empty;
    "packet::Packet::kind" => packet::Packet::kind;
    "packet::Packet::len" => packet::Packet::len;
    "packet::Packet::offset" => packet::Packet::offset;
    "packet::Packet::piece" => packet::Packet::piece;
    "packet::Packet::raw" => packet::Packet::raw;
    "packet::Packet::title" => packet::Packet::title;
}

// name
prove! {
    "name::Action as Debug::fmt" => <name::Action as Debug>::fmt;
    "name::Action as Display::fmt" => <name::Action as Display>::fmt;
    "name::Action::from_id" => name::Action::from_id;
    "name::Action::id" => name::Action::id;
    "name::Action::lookup" => name::Action::lookup;
    "name::Action::name_c" => name::Action::name_c;
    "name::Action::name" => name::Action::name;
    "name::AnswerFlags::bits" => name::AnswerFlags::bits;
    "name::AnswerFlags::contains" => name::AnswerFlags::contains;
    "name::AnswerFlags::union" => name::AnswerFlags::union;
    "name::Class::bit" => name::Class::bit;
    "name::Class::name" => name::Class::name;
    "name::Class::named" => name::Class::named;
    "name::Class::of_bit" => name::Class::of_bit;
    "name::Event as Debug::fmt" => <name::Event as Debug>::fmt;
    "name::Event as Display::fmt" => <name::Event as Display>::fmt;
    "name::Event::from_id" => name::Event::from_id;
    "name::Event::id" => name::Event::id;
    "name::Event::lookup" => name::Event::lookup;
    "name::Event::name_c" => name::Event::name_c;
    "name::Event::name" => name::Event::name;
    "name::Header as Debug::fmt" => <name::Header as Debug>::fmt;
    "name::Header as Display::fmt" => <name::Header as Display>::fmt;
    "name::Header::from_id" => name::Header::from_id;
    "name::Header::id" => name::Header::id;
    "name::Header::lookup" => name::Header::lookup;
    "name::Header::name_c" => name::Header::name_c;
    "name::Header::name" => name::Header::name;
    "name::Indices::first" => name::Indices::first;
    "name::Indices::second" => name::Indices::second;
    "name::Indices::text" => name::Indices::text;
    "name::ListMark::from_value" => name::ListMark::from_value;
    "name::ListMark::is_end" => name::ListMark::is_end;
    "name::answer" => name::answer;
    "name::ends_list" => name::ends_list;
    "name::header" => name::header;
    "name::list" => name::list;
}

// parse
prove! {
    "parse::Lines::from_code" => parse::Lines::from_code;
    "parse::Resume as Default::default" => <parse::Resume as Default>::default;
    "parse::Resume::new" => parse::Resume::new;
    "parse::index" => parse::index;
    "parse::parse" => parse::parse;
}

// write
prove! {
    "write::Writer::action" => write::Writer::action;
    "write::Writer::add" => write::Writer::add;
    "write::Writer::event" => write::Writer::event;
    "write::Writer::finish" => write::Writer::finish;
    "write::Writer::header" => write::Writer::header;
    "write::Writer::packet" => write::Writer::packet;
    "write::Writer::response" => write::Writer::response;
    "write::Writer::size" => write::Writer::size;
    "write::check_name" => write::check_name;
    "write::value_is_clean" => write::value_is_clean;
}

// command
prove! {
    "command::Output as Iterator::next" => <command::Output as Iterator>::next;
    "command::next_line" => command::next_line;
    "command::output" => command::output;
}

// reader
prove! {
    "reader::Options as Default::default" => <reader::Options as Default>::default;
    "reader::Reader as Debug::fmt" => <reader::Reader<Storage, Index> as Debug>::fmt;
    "reader::Reader::announce" => <reader::Reader<Storage, Index>>::announce;
    "reader::Reader::announce_without_id" => <reader::Reader<Storage, Index>>::announce_without_id;
    "reader::Reader::commit" => <reader::Reader<Storage, Index>>::commit;
    "reader::Reader::counters" => <reader::Reader<Storage, Index>>::counters;
    "reader::Reader::feed" => <reader::Reader<Storage, Index>>::feed;
    "reader::Reader::finish" => <reader::Reader<Storage, Index>>::finish;
    "reader::Reader::greeting_is_overdue" => <reader::Reader<Storage, Index>>::greeting_is_overdue;
    "reader::Reader::new" => <reader::Reader<Storage, Index>>::new;
    "reader::Reader::next" => <reader::Reader<Storage, Index>>::next;
    "reader::Reader::offset" => <reader::Reader<Storage, Index>>::offset;
    "reader::Reader::ready" => <reader::Reader<Storage, Index>>::ready;
    "reader::Reader::received" => <reader::Reader<Storage, Index>>::received;
    "reader::Reader::reset" => <reader::Reader<Storage, Index>>::reset;
    "reader::Reader::set_framing" => <reader::Reader<Storage, Index>>::set_framing;
    "reader::Reader::space" => <reader::Reader<Storage, Index>>::space;
    "reader::Reader::tail" => <reader::Reader<Storage, Index>>::tail;
    "reader::Reader::text_grew" => <reader::Reader<Storage, Index>>::text_grew;
    "reader::Reader::withdraw" => <reader::Reader<Storage, Index>>::withdraw;
    "reader::Reader::withdraw_all" => <reader::Reader<Storage, Index>>::withdraw_all;
    "reader::TextMode::from_code" => reader::TextMode::from_code;
}

// value
prove! {
    "value::absent::is_absent" => value::absent::is_absent;
    "value::address::HostPort as Display::fmt" => <value::address::HostPort as Display>::fmt;
    "value::address::HostPort::parse" => value::address::HostPort::parse;
    "value::address::HostPort::write" => value::address::HostPort::write;
    "value::address::SocketAddress as Display::fmt" => <value::address::SocketAddress as Display>::fmt;
    "value::address::SocketAddress::parse" => value::address::SocketAddress::parse;
    "value::address::SocketAddress::write" => value::address::SocketAddress::write;
    "value::agi::AgiLines as Iterator::next" => <value::agi::AgiLines as Iterator>::next;
    "value::agi::CommandId as Display::fmt" => <value::agi::CommandId as Display>::fmt;
    "value::agi::CommandId::parse" => value::agi::CommandId::parse;
    "value::agi::CommandId::write" => value::agi::CommandId::write;
    "value::agi::agi_lines" => value::agi::agi_lines;
    "value::boolean::parse" => value::boolean::parse;
    "value::boolean::text" => value::boolean::text;
    "value::calendar::Date as Display::fmt" => <value::calendar::Date as Display>::fmt;
    "value::calendar::Date::from_unix_days" => value::calendar::Date::from_unix_days;
    "value::calendar::Date::parse" => value::calendar::Date::parse;
    "value::calendar::Date::unix_days" => value::calendar::Date::unix_days;
    "value::calendar::Date::write" => value::calendar::Date::write;
    "value::calendar::DateTime as Display::fmt" => <value::calendar::DateTime as Display>::fmt;
    "value::calendar::DateTime::from_unix_seconds_as_utc" => value::calendar::DateTime::from_unix_seconds_as_utc;
    "value::calendar::DateTime::parse" => value::calendar::DateTime::parse;
    "value::calendar::DateTime::unix_seconds_as_utc" => value::calendar::DateTime::unix_seconds_as_utc;
    "value::calendar::DateTime::write" => value::calendar::DateTime::write;
    "value::calendar::TimeOfDay as Display::fmt" => <value::calendar::TimeOfDay as Display>::fmt;
    "value::calendar::TimeOfDay::parse" => value::calendar::TimeOfDay::parse;
    "value::calendar::TimeOfDay::seconds" => value::calendar::TimeOfDay::seconds;
    "value::calendar::TimeOfDay::write" => value::calendar::TimeOfDay::write;
    "value::caller_id::CallerId as Display::fmt" => <value::caller_id::CallerId as Display>::fmt;
    "value::caller_id::CallerId::parse" => value::caller_id::CallerId::parse;
    "value::caller_id::CallerId::write" => value::caller_id::CallerId::write;
    "value::channel::Channel as Display::fmt" => <value::channel::Channel as Display>::fmt;
    "value::channel::Channel::is_zombie" => value::channel::Channel::is_zombie;
    "value::channel::Channel::parse" => value::channel::Channel::parse;
    "value::channel::Channel::write" => value::channel::Channel::write;
    "value::channel_variable::Variable as Display::fmt" => <value::channel_variable::Variable as Display>::fmt;
    "value::channel_variable::Variable::parse" => value::channel_variable::Variable::parse;
    "value::channel_variable::Variable::write" => value::channel_variable::Variable::write;
    "value::channel_variable::VariableHeader as Display::fmt" => <value::channel_variable::VariableHeader as Display>::fmt;
    "value::channel_variable::VariableHeader::parse" => value::channel_variable::VariableHeader::parse;
    "value::channel_variable::VariableHeader::write" => value::channel_variable::VariableHeader::write;
    "value::duration::Duration as Display::fmt" => <value::duration::Duration as Display>::fmt;
    "value::duration::Duration::milliseconds" => value::duration::Duration::milliseconds;
    "value::duration::Duration::parse" => value::duration::Duration::parse;
    "value::duration::Duration::write" => value::duration::Duration::write;
    "value::escape::escape" => value::escape::escape;
    "value::escape::unescape" => value::escape::unescape;
    "value::escaped::escaping" => value::escaped::escaping;
    "value::form::form_decode" => value::form::form_decode;
    "value::integer::signed" => value::integer::signed;
    "value::integer::unix_seconds" => value::integer::unix_seconds;
    "value::integer::unsigned" => value::integer::unsigned;
    "value::list_commands::ListedAction as Display::fmt" => <value::list_commands::ListedAction as Display>::fmt;
    "value::list_commands::ListedAction::parse" => value::list_commands::ListedAction::parse;
    "value::list_commands::ListedAction::write" => value::list_commands::ListedAction::write;
    "value::privilege::Privileges as Display::fmt" => <value::privilege::Privileges as Display>::fmt;
    "value::privilege::Privileges::has" => value::privilege::Privileges::has;
    "value::privilege::Privileges::of_classes" => value::privilege::Privileges::of_classes;
    "value::privilege::Privileges::parse" => value::privilege::Privileges::parse;
    "value::privilege::Privileges::unknown_names, what it gives" => all_unknown_names;
    "value::privilege::Privileges::unknown_names" => value::privilege::Privileges::unknown_names;
    "value::privilege::Privileges::write" => value::privilege::Privileges::write;
    "value::service_level::ServiceLevel as Display::fmt" => <value::service_level::ServiceLevel as Display>::fmt;
    "value::service_level::ServiceLevel::parse" => value::service_level::ServiceLevel::parse;
    "value::service_level::ServiceLevel::write" => value::service_level::ServiceLevel::write;
    "value::service_level::performance" => value::service_level::performance;
    "value::state::ChannelState as Display::fmt" => <value::state::ChannelState as Display>::fmt;
    "value::state::ChannelState::number" => value::state::ChannelState::number;
    "value::state::ChannelState::of_number" => value::state::ChannelState::of_number;
    "value::state::ChannelState::parse" => value::state::ChannelState::parse;
    "value::state::ChannelState::text" => value::state::ChannelState::text;
    "value::state::ChannelState::write" => value::state::ChannelState::write;
    "value::state::DeviceState as Display::fmt" => <value::state::DeviceState as Display>::fmt;
    "value::state::DeviceState::number" => value::state::DeviceState::number;
    "value::state::DeviceState::of_number" => value::state::DeviceState::of_number;
    "value::state::DeviceState::parse" => value::state::DeviceState::parse;
    "value::state::DeviceState::text" => value::state::DeviceState::text;
    "value::state::DeviceState::write" => value::state::DeviceState::write;
    "value::state::ExtensionState as Display::fmt" => <value::state::ExtensionState as Display>::fmt;
    "value::state::ExtensionState::number" => value::state::ExtensionState::number;
    "value::state::ExtensionState::of_number" => value::state::ExtensionState::of_number;
    "value::state::ExtensionState::parse" => value::state::ExtensionState::parse;
    "value::state::ExtensionState::status_text" => value::state::ExtensionState::status_text;
    "value::state::ExtensionState::text" => value::state::ExtensionState::text;
    "value::state::ExtensionState::write" => value::state::ExtensionState::write;
    "value::time::EventTime as Display::fmt" => <value::time::EventTime as Display>::fmt;
    "value::time::EventTime::from_unix_milliseconds" => value::time::EventTime::from_unix_milliseconds;
    "value::time::EventTime::parse" => value::time::EventTime::parse;
    "value::time::EventTime::unix_milliseconds" => value::time::EventTime::unix_milliseconds;
    "value::time::EventTime::write" => value::time::EventTime::write;
    "value::time::Timestamp as Display::fmt" => <value::time::Timestamp as Display>::fmt;
    "value::time::Timestamp::microseconds" => value::time::Timestamp::microseconds;
    "value::time::Timestamp::parse" => value::time::Timestamp::parse;
    "value::time::Timestamp::unix_milliseconds" => value::time::Timestamp::unix_milliseconds;
    "value::time::Timestamp::write" => value::time::Timestamp::write;
    "value::version::Version as Display::fmt" => <value::version::Version as Display>::fmt;
    "value::version::Version::is_at_least" => value::version::Version::is_at_least;
    "value::version::Version::new" => value::version::Version::new;
    "value::version::Version::parse" => value::version::Version::parse;
    "value::version::Version::write" => value::version::Version::write;
}

// session
prove! {
    "session::Key as Drop::drop" => core::ptr::drop_in_place::<session::Key>;
    "session::Key::as_bytes" => session::Key::as_bytes;
    "session::Key::is" => session::Key::is;
    "session::Key::new" => session::Key::new;
    "session::Options as Default::default" => <session::Options as Default>::default;
    "session::Session as Debug::fmt" => <session::Session<Slots, Out> as Debug>::fmt;
    "session::Session::announce" => <session::Session<Slots, Out>>::announce::<Storage, Index>;
    "session::Session::challenge" => <session::Session<Slots, Out>>::challenge;
    "session::Session::connected" => <session::Session<Slots, Out>>::connected;
    "session::Session::cut" => <session::Session<Slots, Out>>::cut;
    "session::Session::deadline" => <session::Session<Slots, Out>>::deadline;
    "session::Session::fully_booted" => <session::Session<Slots, Out>>::fully_booted;
    "session::Session::give_up" => <session::Session<Slots, Out>>::give_up;
    "session::Session::handle" => <session::Session<Slots, Out>>::handle;
    "session::Session::handle_timeout" => <session::Session<Slots, Out>>::handle_timeout;
    "session::Session::heard" => <session::Session<Slots, Out>>::heard::<Storage, Index>;
    "session::Session::in_flight" => <session::Session<Slots, Out>>::in_flight;
    "session::Session::login" => <session::Session<Slots, Out>>::login;
    "session::Session::login_md5" => <session::Session<Slots, Out>>::login_md5;
    "session::Session::logoff" => <session::Session<Slots, Out>>::logoff;
    "session::Session::new" => <session::Session<Slots, Out>>::new;
    "session::Session::phase" => <session::Session<Slots, Out>>::phase;
    "session::Session::ping" => <session::Session<Slots, Out>>::ping;
    "session::Session::refused" => <session::Session<Slots, Out>>::refused::<Storage, Index>;
    "session::Session::room" => <session::Session<Slots, Out>>::room;
    "session::Session::sent" => <session::Session<Slots, Out>>::sent;
    "session::Session::set_events" => <session::Session<Slots, Out>>::set_events;
    "session::Session::submit" => <session::Session<Slots, Out>>::submit::<[(&[u8], &[u8]); 2]>;
    "session::Session::submit_as" => <session::Session<Slots, Out>>::submit_as::<[(&[u8], &[u8]); 2]>;
    "session::Session::submit_within" => <session::Session<Slots, Out>>::submit_within::<[(&[u8], &[u8]); 2]>;
    "session::Session::transmit" => <session::Session<Slots, Out>>::transmit;
    "session::Session::version" => <session::Session<Slots, Out>>::version;
    "session::Session::will_reconnect" => <session::Session<Slots, Out>>::will_reconnect;
    "session::equal_in_constant_time" => session::equal_in_constant_time;
    "session::server::Gate::admit" => session::server::Gate::admit;
    "session::server::Gate::ask" => session::server::Gate::ask;
    "session::server::Gate::challenge" => session::server::Gate::challenge;
    "session::server::Gate::deadline" => session::server::Gate::deadline;
    "session::server::Gate::give_challenge" => session::server::Gate::give_challenge;
    "session::server::Gate::is_admitted" => session::server::Gate::is_admitted;
    "session::server::Gate::new" => session::server::Gate::new;
    "session::server::Gate::proves" => session::server::Gate::proves;
    "session::server::Login as Debug::fmt" => <session::server::Login as Debug>::fmt;
    "session::server::Login::proves" => session::server::Login::proves;
    "session::server::Options as Default::default" => <session::server::Options as Default>::default;
    "session::server::Server as Debug::fmt" => <session::server::Server<Out> as Debug>::fmt;
    "session::server::Server::admit" => <session::server::Server<Out>>::admit;
    "session::server::Server::deadline" => <session::server::Server<Out>>::deadline;
    "session::server::Server::event" => <session::server::Server<Out>>::event::<[(&[u8], &[u8]); 2]>;
    "session::server::Server::handle" => <session::server::Server<Out>>::handle;
    "session::server::Server::handle_timeout" => <session::server::Server<Out>>::handle_timeout;
    "session::server::Server::new" => <session::server::Server<Out>>::new;
    "session::server::Server::phase" => <session::server::Server<Out>>::phase;
    "session::server::Server::refuse" => <session::server::Server<Out>>::refuse;
    "session::server::Server::respond" => <session::server::Server<Out>>::respond::<[(&[u8], &[u8]); 2]>;
    "session::server::Server::sent" => <session::server::Server<Out>>::sent;
    "session::server::Server::transmit" => <session::server::Server<Out>>::transmit;
    "session::server::event" => session::server::event;
    "session::server::field" => session::server::field;
    "session::server::is_true" => session::server::is_true;
    "session::server::mask_classes" => session::server::mask_classes;
    "session::server::request" => session::server::request;
    "session::server::response" => session::server::response;
    "session::variable" => session::variable;
}

/// The iterator's type has no name that could stand in a row.
fn all_unknown_names(privileges: &value::Privileges<'_>) -> usize {
    privileges.unknown_names().map(<[u8]>::len).fold(0, usize::wrapping_add)
}
