-- Requests: who hears of them, invitations that are asked to be moved, and reminders.

-- Who hears about requests: 'all', 'recent', or 'team:' and a team's id.
ALTER TABLE organizations ADD COLUMN request_notices TEXT;

-- The invitation that is to be moved to this address: it goes on working until an approver has said yes.
ALTER TABLE invitations ADD COLUMN moved_from TEXT REFERENCES invitations (id);
-- Whose rights give role and teams, if somebody changed them after it was sent; otherwise who approved, or else who invited.
ALTER TABLE invitations ADD COLUMN granted_by TEXT REFERENCES accounts (id);
-- When the link last went out; reminders count from here.
ALTER TABLE invitations ADD COLUMN sent_at BIGINT;
ALTER TABLE invitations ADD COLUMN reminders BIGINT NOT NULL DEFAULT 0;
CREATE INDEX invitations_moved ON invitations (moved_from);

-- Which approver is to hear of which request; message_id once a message has taken it along.
CREATE TABLE request_notices (
  invitation_id TEXT NOT NULL REFERENCES invitations (id) ON DELETE CASCADE,
  membership_id TEXT NOT NULL REFERENCES memberships (id) ON DELETE CASCADE,
  message_id TEXT,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (invitation_id, membership_id)
);
CREATE INDEX request_notices_membership ON request_notices (membership_id, message_id);
