{{ flagged_from('pos', ['store', 'customer', 'ticket', 'ticket_line', 'tender', 'collection']) }}
