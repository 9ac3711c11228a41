"""How a sale treated its bidders: when bids came, how ties and late bids were decided.

It is read off the auditor's history of the bidding, and tells maximums.
"""
