//! What a packet means, and what the connection does about it by itself.

use super::{Connection, Received, stranger};
use crate::Status;
use crate::net::NetError;
use crate::reader::Found;
use crate::session::{Outcome, Phase, What};

impl Connection {
    /// Takes the packet that the reader is ready to hand out, with its meaning.
    pub(super) fn take(&mut self) -> Result<(Option<Found>, Outcome), NetError> {
        let ended = match self.reader.next_found() {
            Ok(Some(found)) => match self.meaning(found) {
                Ok(outcome) => return Ok((Some(found), outcome)),
                // It would be the same with the next packet.
                Err(error) => error,
            },
            Ok(None) => NetError::with_detail(Status::Internal, "a packet was there and is not"),
            // It did not fit, and so it was no greeting, whatever it was.
            Err(_) if self.shared.session().phase() == Phase::Greeting => {
                NetError::with_detail(Status::BadBanner, "its first line does not end")
            }
            // No server sends such a thing before the login.
            Err(error) if self.again => error.into(),
            Err(error) => {
                let outcome = self.shared.session().refused(&self.reader, &error, self.now);
                self.skipped = Some((error, outcome)).filter(|_| !error.is_fatal());
                return Err(self.too_large(&error));
            }
        };
        self.ended(ended).map(|outcome| (None, outcome))
    }

    /// Tells what a packet means that the reader has handed out.
    #[inline]
    pub(super) fn tell(&mut self, found: Found) -> Result<Received<'_>, NetError> {
        match self.meaning(found) {
            Ok(outcome) => {
                self.outcome = Some(outcome);
                Ok(Received { packet: Some(self.reader.packet(found)), outcome })
            }
            // It would be the same with the next packet.
            Err(error) => {
                let outcome = self.ended(error)?;
                self.outcome = Some(outcome);
                Ok(Received { packet: None, outcome })
            }
        }
    }

    /// What a packet means. After an error the connection is of no use any more.
    // Always inlined: it is asked of every packet, and a result in memory costs more
    // than the answer.
    #[inline(always)]
    pub(super) fn meaning(&mut self, found: Found) -> Result<Outcome, NetError> {
        let packet = self.reader.packet(found);
        if self.traced {
            self.shared.tracer().received(&packet);
        }
        // What nearly all packets are.
        if self.shared.plain_events().has(&packet) {
            return Ok(Outcome::plain(What::Event));
        }
        self.understand(found)
    }

    /// What a packet means, and what the connection does about it by itself.
    /// After an error it is of no use any more.
    fn understand(&mut self, found: Found) -> Result<Outcome, NetError> {
        let packet = self.reader.packet(found);
        let handled = self.shared.session().handle(&packet, self.now);
        let outcome = handled.map_err(|error| match error.status {
            Status::BadBanner => {
                NetError::with_detail(error.status, stranger::said(packet.raw(), self.reader.takes_any_banner()))
            }
            _ => error.into(),
        })?;
        match outcome.what {
            What::Banner | What::Challenge => {
                if let Some(credentials) = &self.credentials {
                    credentials.log_in(&mut self.shared.session(), outcome.what, self.events.as_deref())?;
                    // What does not go at once goes before the next wait, and that
                    // it failed is found there.
                    self.shared.flush_beside().unwrap_or(());
                }
            }
            What::LoggedIn => {
                self.again = false;
                self.events = None;
                if !self.keep_secret {
                    self.credentials = None;
                }
            }
            // The exchange may be slow to close, or never do.
            What::LoginRefused if self.reconnects => self.doomed = Some(NetError::new(Status::LoginRefused)),
            // Nobody is asked whether to try the plain login.
            What::ChallengeRefused if self.again && self.keep_secret && self.credentials.is_some() => {
                self.doomed = Some(NetError::new(Status::ChallengeRefused));
            }
            // The next action may have its turn.
            _ if outcome.last => self.shared.flush_beside().unwrap_or(()),
            _ => {}
        }
        Ok(outcome)
    }
}
